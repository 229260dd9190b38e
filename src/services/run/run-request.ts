/** What is to be run on this machine, and what that may touch. */
import type { Architecture } from '../../domain/architecture.js';
import type { DesiredDeployment } from '../../domain/desired-deployment.js';
import type { FunctionReference } from '../../domain/function-reference.js';
import type { FunctionSpec } from '../../domain/function-spec.js';
import type { ImageReference } from '../../domain/image-reference.js';
import type { ContainerEngine } from '../../ports/container-engine.js';
import type { HostedFunction } from '../../ports/function-host.js';
import type { ImagePuller } from '../../ports/image-puller.js';
import type { DeployDeps } from '../deploy-deps.js';

/** The name is none of the functions of the file either. */
export interface UnknownName {
  readonly file: string;
  readonly functions: readonly string[];
  /** The function that was probably meant. */
  readonly nearest?: string;
}

export type RunImage =
  | { readonly kind: 'build'; readonly desired: DesiredDeployment; readonly noCache: boolean }
  /** One that the engine has, by name or id. */
  | { readonly kind: 'engine'; readonly reference: string; readonly unknown?: UnknownName }
  /** One of a private registry, which the engine pulls. */
  | { readonly kind: 'stored'; readonly reference: ImageReference }
  /** That of the function in `like`. */
  | { readonly kind: 'deployed' };

export interface RunRequest {
  readonly image: RunImage;
  /** What file and flags say of the function; they go over what a deployed one has. */
  readonly spec: Pick<FunctionSpec, 'name' | 'configuration' | 'environmentMode'>;
  /** Undefined: the image's own. */
  readonly architecture?: Architecture;
  /** A deployed function whose configuration is taken. */
  readonly like?: FunctionReference;
  /** Undefined: that of the deployed function, else `fallbackRegion`. */
  readonly region?: string;
  readonly fallbackRegion: string;
  /** How it is hosted here, which has nothing to do with how it is in AWS. */
  readonly place: Pick<HostedFunction, 'network' | 'concurrency' | 'overflow'> & {
    readonly debugPort?: number;
  };
  /** Whether the function gets the credentials of this machine. */
  readonly aws: boolean;
}

export interface RunDeps {
  readonly engine: () => Promise<ContainerEngine>;
  readonly puller: () => Promise<ImagePuller>;
  /** Only for what is in AWS. */
  readonly account: () => Promise<
    Pick<DeployDeps, 'functions' | 'repositories' | 'registry' | 'identity' | 'credentials'>
  >;
}

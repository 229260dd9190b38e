/** What the release of one function takes along: its task, its outcome and the means to wait. */
import type { ObservedAttachments } from '../domain/attachments/attachments.js';
import type { FunctionTarget, FunctionView } from '../domain/deploy-plan.js';
import type { Digest } from '../domain/digest.js';
import type { ObservedFunction } from '../domain/function-state.js';
import type { ImageUri } from '../domain/image-reference.js';
import type { DeployDeps } from './deploy-deps.js';
import type { Progress } from './progress.js';

export interface PointedAlias {
  readonly name: string;
  readonly version: string;
  /** The version that had its traffic before; missing when nothing moved or it is new. */
  readonly from?: string;
}

export interface ReleasedFunction {
  readonly name: string;
  readonly arn: string;
  readonly action: 'created' | 'updated' | 'unchanged';
  /** The published version that the aliases name; null when none was published. */
  readonly version: string | null;
  readonly aliases: readonly PointedAlias[];
  readonly state: string;
  readonly lastUpdateStatus: string;
  readonly codeSha256: string;
  /** Where it answers; null when the file does not mention a URL, or there is none. */
  readonly functionUrl: string | null;
  /** Milliseconds spent waiting for Lambda. */
  readonly waited: number;
}

export interface ReleaseTask {
  readonly target: FunctionTarget & { readonly digest: Digest };
  readonly imageUri: ImageUri;
  readonly view: FunctionView | undefined;
  readonly attachments: ObservedAttachments;
  /** Milliseconds for all waits of this function together. */
  readonly waitTimeout: number;
  /** The note of the version to be published; asked for only then. */
  readonly note: () => Promise<string>;
}

export interface ReleaseContext {
  readonly note: () => Promise<string>;
  readonly deps: DeployDeps;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch, of all waits together. */
  readonly deadline: number;
  /** Waits until `$LATEST` (or a version) is usable, adding to the time waited. @throws FUNCTION_FAILED */
  readonly settle: (qualifier?: string) => Promise<ObservedFunction>;
  /** Waits until nobody's update of `$LATEST` is in progress, however it ends. */
  readonly idle: () => Promise<ObservedFunction>;
  readonly progress: Progress;
}

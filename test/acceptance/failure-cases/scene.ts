/** A region with an image and a role in it, and the command line pointed at it: what most failure cases start from. */
import { CreateFunctionCommand } from '@aws-sdk/client-lambda';
import type { ErrorDocument } from '../../../src/errors/app-error.js';
import type { FaultRequest } from '../../../src/region/faults.js';
import { type BuiltImage, buildImage } from '../../region/ecr/push-image.js';
import { startTestRegion, type TestRegion, type TestRegionOptions } from '../../region/test-region.js';
import { createProject, type Project } from '../project.js';
import { type Run, runLading } from '../run-lading.js';
import { expectRefusal, expectRefusalText, type Refusal } from './both-faces.js';

export interface Scene {
  readonly region: TestRegion;
  readonly project: Project;
  /** ARN of a role that Lambda can assume. */
  readonly role: string;
  /** `HOST/app`; it holds v1 and v2. */
  readonly repository: string;
  readonly images: { readonly v1: BuiltImage; readonly v2: BuiltImage };
  /** What points the command line to it. */
  readonly env: Readonly<Record<string, string>>;
  fault(fault: FaultRequest): void;
  /** An Active function that runs v1. */
  existing(name: string): Promise<void>;
  lading(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
  /** Arguments of a deploy of an image that is already in the registry. */
  deploy(name: string, tag: 'v1' | 'v2', ...more: string[]): string[];
  /** Runs with `--json` and without, each after `arrange`, and looks at both; the JSON one's error. */
  refuses(refusal: Refusal, arrange: Arrange, env?: Readonly<Record<string, string>>): Promise<ErrorDocument>;
  /** Operations that changed something since the last call. */
  changes(): string[];
  close(): Promise<void>;
}

/** The arguments of one run. `face` is for names that only this run uses. */
export type Arrange = (face: 'json' | 'text') => Promise<readonly string[]> | readonly string[];

/** Changes are settled at once and roles can be assumed at once, unless the options say otherwise. */
export async function openScene(options: TestRegionOptions = {}): Promise<Scene> {
  const place = { account: '123456789012', region: 'eu-west-1', clock: Date.now, activationDelay: 0 };
  const region = await startTestRegion({ ...place, ...options });
  const project = await createProject();
  const [v1, v2] = [buildImage(), buildImage()];
  await region.push('app', 'v1', v1);
  await region.push('app', 'v2', v2);
  const role = await region.role('app');
  const repository = `${region.settings.host}/app`;
  const environment = {
    AWS_ENDPOINT_URL: region.url,
    AWS_REGION: region.settings.region,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };
  let logged = region.requests().length;
  const lading: Scene['lading'] = (args, env = {}) =>
    runLading(args, { cwd: project.folder, env: { ...environment, ...env } });
  return {
    region,
    project,
    role,
    repository,
    images: { v1, v2 },
    env: environment,
    fault: (fault) => region.faults.add(fault),
    async existing(name) {
      const image = { PackageType: 'Image' as const, Code: { ImageUri: `${repository}@${v1.digest}` } };
      await region.lambda.send(new CreateFunctionCommand({ FunctionName: name, Role: role, ...image }));
    },
    lading,
    deploy: (name, tag, ...more) => [
      'deploy',
      '--function',
      name,
      '--role',
      role,
      '--image',
      `${repository}:${tag}`,
      ...more,
    ],
    async refuses(refusal, arrange, env) {
      region.faults.clear();
      const error = expectRefusal(await lading([...(await arrange('json')), '--json'], env), refusal);
      region.faults.clear();
      const suggestions = error.suggestions.map((suggestion) => suggestion.replaceAll('-json', '-text'));
      expectRefusalText(await lading(await arrange('text'), env), refusal, suggestions);
      region.faults.clear();
      return error;
    },
    changes() {
      const entries = region.requests().slice(logged);
      logged += entries.length;
      return entries.filter(({ mutating }) => mutating).map(({ operation }) => operation);
    },
    async close() {
      await region.close();
      await project.remove();
    },
  };
}

/** What Lambda starts: the image's own settings with the function's overrides. */
import type { ImageConfigOverride } from './function-spec.js';

/** The settings of an image that decide what is started. */
export interface StartSettings {
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  /** `NAME=value`. */
  readonly environment: readonly string[];
}

/** An empty override is no override: Lambda then takes the image's own. */
export function startSettings(image: StartSettings, override: ImageConfigOverride = {}): StartSettings {
  return {
    entryPoint: override.entryPoint?.length ? override.entryPoint : image.entryPoint,
    command: override.command?.length ? override.command : image.command,
    workingDirectory: override.workingDirectory || image.workingDirectory,
    environment: image.environment,
  };
}

/** The words of the process, in order; empty when there is nothing to start. */
export function startWords({ entryPoint, command }: StartSettings): readonly string[] {
  return [...entryPoint, ...command];
}

/** Value of a variable that the image sets; undefined when it does not. The last one counts. */
export function imageVariable({ environment }: StartSettings, name: string): string | undefined {
  return environment.findLast((item) => item.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** https://github.com/aws/aws-lambda-base-images: the only images that start this way. */
export function isAwsBaseImage({ entryPoint }: StartSettings): boolean {
  return entryPoint[0] === '/lambda-entrypoint.sh';
}

/** Where the function's own files are: what the image says, else its working directory, else Lambda's `/var/task`. */
export function taskRoot(settings: StartSettings): string {
  const root = imageVariable(settings, 'LAMBDA_TASK_ROOT');
  if (root?.startsWith('/')) return root;
  const { workingDirectory } = settings;
  return workingDirectory.startsWith('/') && workingDirectory !== '/' ? workingDirectory : '/var/task';
}

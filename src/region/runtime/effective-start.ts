/** What a sandbox runs: the image's own configuration with the function's laid over it. */
import type { LocalImage } from '../../ports/container-engine.js';
import type { HostedFunction } from '../../ports/function-host.js';

/** Of the image, what its configuration says where the function's does not. */
export type ImageStart = Pick<LocalImage, 'entryPoint' | 'command' | 'workingDirectory' | 'environment'>;

export interface EffectiveStart {
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  /** The file that is executed first. */
  readonly program: string;
  /** The first word of the command; empty when there is none. */
  readonly handler: string;
  /** Names of the variables that the image sets. */
  readonly imageVariables: ReadonlySet<string>;
}

/** Each setting is overridden on its own: https://docs.aws.amazon.com/lambda/latest/api/API_ImageConfig.html */
export function effectiveStart(
  { imageConfig }: Pick<HostedFunction, 'imageConfig'>,
  image: ImageStart,
): EffectiveStart {
  const entryPoint = imageConfig.entryPoint?.length ? imageConfig.entryPoint : image.entryPoint;
  const command = imageConfig.command?.length ? imageConfig.command : image.command;
  return {
    entryPoint,
    command,
    workingDirectory: imageConfig.workingDirectory || image.workingDirectory,
    program: entryPoint[0] ?? command[0] ?? '',
    handler: command[0] ?? '',
    imageVariables: new Set(image.environment.map((variable) => variable.split('=', 1)[0] ?? '')),
  };
}

/** The log's line about a program that cannot be executed, as Lambda writes it for images. */
export function launchErrorLine({ entryPoint, command, workingDirectory }: EffectiveStart, reason: string) {
  const list = (words: readonly string[]): string => `[${words.join(' ')}]`;
  const fields = [
    `Launch error: ${reason}`,
    `Entrypoint: ${list(entryPoint)}`,
    `Cmd: ${list(command)}`,
    `WorkingDir: [${workingDirectory}]`,
  ];
  return `IMAGE\t${fields.join('\t')}`;
}

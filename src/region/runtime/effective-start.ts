/** What a sandbox runs: the image's own configuration with the function's laid over it. */
import { type StartSettings, startSettings, startWords } from '../../domain/start-command.js';
import type { HostedFunction } from '../../ports/function-host.js';

export interface EffectiveStart extends StartSettings {
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
  image: StartSettings,
): EffectiveStart {
  const start = startSettings(image, imageConfig);
  return {
    ...start,
    program: startWords(start)[0] ?? '',
    handler: start.command[0] ?? '',
    imageVariables: new Set(start.environment.map((variable) => variable.split('=', 1)[0] ?? '')),
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

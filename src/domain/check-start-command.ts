/** Could Lambda start what the image's settings and the function's name? Without looking into the image. */
import { posix } from 'node:path';
import { asWarning, type Finding, unsuitable } from './finding.js';
import type { ImageConfigOverride } from './function-spec.js';
import {
  imageVariable,
  isAwsBaseImage,
  type StartSettings,
  startSettings,
  startWords,
} from './start-command.js';

/** `variables` are those that the function sets. Nothing when all is well. */
export function checkStartCommand(
  image: StartSettings,
  override: ImageConfigOverride,
  variables: Readonly<Record<string, string>>,
): Finding[] {
  const settings = startSettings(image, override);
  const stop = checkWords(settings, override) ?? checkDirectory(settings);
  return [...(stop ? [stop] : []), ...checkHome(settings, variables)];
}

function checkWords(settings: StartSettings, override: ImageConfigOverride): Finding | undefined {
  const { entryPoint, command } = settings;
  const [word] = startWords(settings);
  if (word === undefined) {
    return unsuitable('C2', 'it has neither ENTRYPOINT nor CMD, so there is nothing to start', [
      'Add ENTRYPOINT to the Dockerfile, or imageConfig.entryPoint.',
    ]);
  }
  if (isAwsBaseImage(settings) && command.length === 0) {
    return unsuitable('C5', 'it is an AWS base image without a handler: CMD is empty', [
      'Add CMD ["app.handler"] to the Dockerfile, or imageConfig.command.',
      'A Dockerfile that sets ENTRYPOINT loses the CMD of its base image: write both.',
    ]);
  }
  const own = override.entryPoint?.[0];
  if (own !== undefined && !own.startsWith('/')) {
    return unsuitable('C6', `imageConfig.entryPoint starts with "${own}", which is not an absolute path`, [
      'Put the program in entryPoint and the handler in command.',
    ]);
  }
  if (word.startsWith('/')) return undefined;
  if (word.includes('/')) {
    return unsuitable('C2', `its entry point "${word}" is a relative path`, [
      `Write it absolute: ENTRYPOINT ["${posix.resolve(settings.workingDirectory || '/', word)}"]`,
    ]);
  }
  if (entryPoint.length === 0) return undefined;
  return asWarning(
    unsuitable('C8', `its entry point "${word}" is no absolute path; AWS asks for one`, [
      `Write where it is, for example ENTRYPOINT ["/usr/bin/${word}"]`,
    ]),
  );
}

function checkDirectory({ workingDirectory }: StartSettings): Finding | undefined {
  if (workingDirectory.startsWith('/')) return undefined;
  if (workingDirectory !== '') {
    return unsuitable('C7', `its working directory "${workingDirectory}" is not absolute`, [
      'Set an absolute WORKDIR.',
    ]);
  }
  return asWarning(
    unsuitable('C7', 'it has no working directory, which start-up was reported to fail for', [
      'Add WORKDIR /var/task to the Dockerfile, or imageConfig.workingDirectory.',
    ]),
  );
}

/** Package managers write to HOME before they start anything, and in Lambda only /tmp can be written (failures.md C22, C23). */
function checkHome(settings: StartSettings, variables: Readonly<Record<string, string>>): Finding[] {
  const tool = packageManager(startWords(settings));
  const home = variables.HOME ?? imageVariable(settings, 'HOME');
  if (tool === undefined || home?.startsWith('/tmp')) return [];
  return [
    asWarning(
      unsuitable(
        'C22',
        `it is started through ${tool}, which writes to HOME; in Lambda only /tmp can be written`,
        [
          'Start the program itself: CMD ["node", "server.js"]',
          'Or let it write to /tmp: ENV HOME=/tmp npm_config_cache=/tmp/.npm',
        ],
      ),
    ),
  ];
}

/** Also behind a shell: `/bin/sh -c "npm start"` is what CMD without brackets becomes. */
function packageManager(words: readonly string[]): string | undefined {
  const [first = '', option, line = ''] = words;
  const shell = /^(?:sh|bash|ash|dash)$/.test(posix.basename(first)) && option === '-c';
  const started = shell
    ? (line
        .replace(/^\s*exec\s+/, '')
        .trim()
        .split(/\s+/)[0] ?? '')
    : first;
  return /^(?:npm|npx|yarn|pnpm|pnpx)$/.exec(posix.basename(started))?.[0];
}

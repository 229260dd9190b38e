/** A function in shell: a static busybox and a runtime of fifty lines. The smallest image that answers, and the one to take first. */
import { readFile } from 'node:fs/promises';
import { engineImage, type ImageFiles, type TestImage } from './engine-image.js';

/**
 * CMD or imageConfig.command is what it does. With each event: `echo`, `fail` (reports an error), `leave` (exits 3 in the middle),
 * `wait` (for `{"seconds": N}`, then echoes), `hungry` (takes 600 MB, in a process of its own, then waits for `{"seconds": N}`), `write-home`, `facts` (who and where it is, as JSON), `big`
 * (answers `{"bytes": N}` bytes). Before the first: `hang`, `exit-0`, `exit-1`, `init-error`, `slow-init` (SLOW_INIT seconds, then
 * echoes), `hungry-init`, `home-init`, `serve` (a web server), `forks` (processes without end), `noise` (what steers a terminal, and ends).
 */
export type ShellBehaviour =
  | 'echo'
  | 'fail'
  | 'leave'
  | 'wait'
  | 'hungry'
  | 'write-home'
  | 'facts'
  | 'big'
  | 'hang'
  | 'exit-0'
  | 'exit-1'
  | 'init-error'
  | 'slow-init'
  | 'hungry-init'
  | 'home-init'
  | 'serve'
  | 'forks'
  | 'noise';

const source = new URL('shell-runtime/bootstrap', import.meta.url);

/** `more` is laid over it, e.g. extensions. */
export async function shellRuntimeImage(
  behaviour: ShellBehaviour = 'echo',
  more: ImageFiles = {},
  name = `shell-${behaviour}`,
): Promise<TestImage> {
  return engineImage(name, { ...(await shellRuntimeFiles()), ...more }, shellRuntimeLines(behaviour));
}

export async function shellRuntimeFiles(): Promise<ImageFiles> {
  return {
    '/bin/busybox': { copy: '/bin/busybox', mode: 0o755 },
    '/bin/sh': { link: 'busybox' },
    '/tmp': { folder: 0o1777 },
    '/var/task/bootstrap': { text: await readFile(source), mode: 0o755 },
  };
}

function shellRuntimeLines(behaviour: ShellBehaviour): string[] {
  return ['WORKDIR /var/task', 'ENTRYPOINT ["/var/task/bootstrap"]', `CMD ["${behaviour}"]`];
}

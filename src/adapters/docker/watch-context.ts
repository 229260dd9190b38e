/** Watches the files of a build context that a build would be sent. */
import { type FSWatcher, watch } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { AppError } from '../../errors/app-error.js';
import type { BuildRequest } from '../../ports/container-engine.js';
import type { ContextWatch, ContextWatcher } from '../../ports/context-watcher.js';
import { type BuildContext, locateContext } from './build-context.js';

type Source = Pick<BuildRequest, 'context' | 'dockerfile'>;

export function createContextWatcher(): ContextWatcher {
  return {
    async watch(source, onChange) {
      const watching = new ContextFolders(source, onChange);
      await watching.begin();
      return { close: () => watching.close() } satisfies ContextWatch;
    },
  };
}

/**
 * One watch a folder, and none for what is ignored: `fs.watch` with `recursive` would also follow `node_modules` and `.git`, and
 * the kernel's watches are few.
 */
class ContextFolders {
  readonly #source: Source;
  readonly #onChange: (path: string) => void;
  readonly #folders = new Map<string, FSWatcher>();
  #closed = false;

  constructor(source: Source, onChange: (path: string) => void) {
    this.#source = source;
    this.#onChange = onChange;
  }

  async begin(): Promise<void> {
    await this.#enterAll(await locateContext(this.#source));
  }

  close(): void {
    this.#closed = true;
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  async #enterAll(context: BuildContext): Promise<void> {
    await this.#enter(context, '');
    if (context.outside) this.#watch(context, dirname(this.#dockerfile(context)), undefined);
  }

  /** Watches first and looks then, so that nothing slips in between. */
  async #enter(context: BuildContext, folder: string): Promise<void> {
    if (this.#closed || this.#folders.has(join(context.root, folder))) return;
    this.#watch(context, join(context.root, folder), folder);
    for (const name of await readdir(join(context.root, folder)).catch(gone)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (await this.#isWatched(context, path)) await this.#enter(context, path);
    }
  }

  /** `folder` is undefined for that of a Dockerfile outside of the context, in which nothing else counts. */
  #watch(context: BuildContext, absolute: string, folder: string | undefined): void {
    if (this.#folders.has(absolute)) return;
    try {
      const watcher = watch(absolute, (_kind, name) => {
        if (name !== null) this.#seen(context, absolute, folder, name);
      });
      // A folder that goes away ends its watch with an error on some systems; the folder above tells of it.
      watcher.on('error', () => this.#leave(absolute));
      this.#folders.set(absolute, watcher);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') throw unwatchable(absolute, message);
    }
  }

  #seen(context: BuildContext, absolute: string, folder: string | undefined, name: string): void {
    const path = folder === undefined || folder === '' ? name : `${folder}/${name}`;
    const changed = join(absolute, name);
    if (this.#isIgnoreFile(context, changed)) void this.#restart();
    // It counts although it may be ignored.
    if (changed === this.#dockerfile(context) || this.#isIgnoreFile(context, changed)) {
      this.#onChange(path);
      return;
    }
    if (folder === undefined) return;
    void this.#follow(context, path);
    if (!context.rules.ignores(path)) this.#onChange(path);
  }

  /** A folder that came or went; what came with files in it has told of none of them. */
  async #follow(context: BuildContext, path: string): Promise<void> {
    const absolute = join(context.root, path);
    const stats = await lstat(absolute).catch(() => undefined);
    if (!stats?.isDirectory()) return this.#leave(absolute);
    if (this.#folders.has(absolute) || !(await this.#isWatched(context, path))) return;
    try {
      await this.#enter(context, path);
    } catch {
      // Out of watches: what is watched already goes on being so, and a restart says why not more is.
    }
  }

  #leave(absolute: string): void {
    for (const [watched, watcher] of this.#folders) {
      if (watched !== absolute && !watched.startsWith(`${absolute}/`)) continue;
      watcher.close();
      this.#folders.delete(watched);
    }
  }

  async #isWatched({ root, rules }: BuildContext, path: string): Promise<boolean> {
    if (rules.ignores(path) && !rules.mayIncludeBelow(path) && !this.#holdsDockerfile(path)) return false;
    const stats = await lstat(join(root, path)).catch(() => undefined);
    return stats?.isDirectory() === true;
  }

  #holdsDockerfile(folder: string): boolean {
    return !isAbsolute(this.#source.dockerfile) && this.#source.dockerfile.startsWith(`${folder}/`);
  }

  #isIgnoreFile(context: BuildContext, absolute: string): boolean {
    return [`${this.#dockerfile(context)}.dockerignore`, join(context.root, '.dockerignore')].includes(
      absolute,
    );
  }

  #dockerfile({ root }: BuildContext): string {
    return resolve(root, this.#source.dockerfile);
  }

  /** Other rules, other folders. Without a Dockerfile there is nothing to build either, so the former ones stay until it is back. */
  async #restart(): Promise<void> {
    const context = await locateContext(this.#source).catch(() => undefined);
    if (!context || this.#closed) return;
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
    await this.#enterAll(context).catch(() => undefined);
  }
}

function gone(): string[] {
  return [];
}

function unwatchable(folder: string, text: string): AppError {
  return new AppError({
    code: 'FILE_UNREADABLE',
    message: `Changes in ${folder} cannot be watched: ${text}`,
    suggestions: [
      'Leave folders that are not for the image out, in .dockerignore: node_modules, .git, build output.',
      'On Linux, allow more watches: sudo sysctl fs.inotify.max_user_watches=524288',
    ],
    details: { folder },
  });
}

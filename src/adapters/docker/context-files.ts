/** Walks a build context in a stable order and yields what `.dockerignore` leaves in. */
import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { IgnoreRules } from './ignore-rules.js';

export interface ContextEntry {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly stats: Stats;
}

/**
 * Parents before children, names in code-unit order, so that the same tree always gives the same sequence. A folder that is
 * ignored is entered only where an exception could match below it, and then yielded only if something did. Symbolic links
 * are yielded as links, never followed. Paths in `always` are yielded whatever the rules say.
 */
export async function* contextFiles(
  root: string,
  rules: IgnoreRules,
  always: ReadonlySet<string>,
): AsyncGenerator<ContextEntry> {
  const wanted = [...always];
  const pending: ContextEntry[] = [];

  async function* walk(folder: string): AsyncGenerator<ContextEntry> {
    for (const name of (await readdir(join(root, folder))).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const entry = { path, stats: await lstat(join(root, path)) };
      const included = always.has(path) || !rules.ignores(path);
      if (included) {
        yield* pending.splice(0);
        yield entry;
      }
      if (!entry.stats.isDirectory()) continue;
      if (included) {
        yield* walk(path);
      } else if (rules.mayIncludeBelow(path) || wanted.some((one) => one.startsWith(`${path}/`))) {
        pending.push(entry);
        yield* walk(path);
        if (pending.at(-1) === entry) pending.pop();
      }
    }
  }

  yield* walk('');
}

/** Decides which paths of a build context are sent, by Docker's `.dockerignore` rules. */
import dockerIgnore from '@balena/dockerignore';

export interface IgnoreRules {
  /** Path relative to the context, with `/`, without a leading one. */
  ignores(path: string): boolean;
  /** Whether an exception (`!…`) could bring back something below this ignored folder. */
  mayIncludeBelow(folder: string): boolean;
}

/** No text: nothing is ignored. https://docs.docker.com/build/concepts/context/#dockerignore-files */
export function parseIgnoreRules(text: string | undefined): IgnoreRules {
  const lines = (text ?? '').replace(/^\uFEFF/, '').split(/\r?\n/);
  const matcher = dockerIgnore.default({ ignorecase: false }).add(lines.map(escapeLiterals));
  const exceptions = lines
    .map((line) => line.trim())
    .filter((line) => line.startsWith('!'))
    .map((line) =>
      line
        .slice(1)
        .trim()
        .split('/')
        .filter((part) => part !== '' && part !== '.'),
    );
  return {
    ignores: (path) => matcher.ignores(path),
    mayIncludeBelow: (folder) => exceptions.some((parts) => mayReach(parts, folder.split('/'))),
  };
}

/** The library hands these to a regular expression as they are; in Docker's patterns they only mean themselves. */
function escapeLiterals(line: string): string {
  if (line.startsWith('#')) return line;
  return line.replace(/\\.|[+(){}|]/g, (found) => (found.startsWith('\\') ? found : `\\${found}`));
}

/** Errs on the side of looking: a wildcard part may match anything, and `**` any depth. */
function mayReach(exception: readonly string[], folder: readonly string[]): boolean {
  for (const [index, name] of folder.entries()) {
    const part = exception[index];
    if (part === undefined) return false;
    if (part.includes('**')) return true;
    if (part !== name && !/[*?[\\]/.test(part)) return false;
  }
  return exception.length > folder.length;
}

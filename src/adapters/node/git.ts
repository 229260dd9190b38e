/** The commit of a folder, as the `git` program tells it. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Revision, RevisionAnswer, SourceControl } from '../../ports/source-control.js';

const run = promisify(execFile);
const longest = 10_000;

export function createGit(env: NodeJS.ProcessEnv): SourceControl {
  return { describe: (folder) => describe(folder, env) };
}

/** One run of `git status`: https://git-scm.com/docs/git-status#_porcelain_format_version_2 */
async function describe(folder: string, env: NodeJS.ProcessEnv): Promise<RevisionAnswer> {
  try {
    const { stdout } = await run(
      'git',
      ['-C', folder, 'status', '--porcelain=v2', '--branch', '--untracked-files=normal', '-z'],
      // Reading must not write the index, and messages come in English whatever the language of the machine.
      {
        env: { ...env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
        timeout: longest,
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    return parseStatus(stdout);
  } catch (error) {
    return { kind: 'none', reason: reasonOf(error, folder) };
  }
}

function parseStatus(text: string): RevisionAnswer {
  const lines = text.split('\0').filter((line) => line !== '');
  const header = (name: string) =>
    lines.find((line) => line.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length);
  const sha = header('oid');
  if (sha === undefined || sha === '(initial)')
    return { kind: 'none', reason: 'the repository has no commit yet' };
  const branch = header('head');
  const revision: Revision = {
    sha,
    dirty: lines.some((line) => !line.startsWith('# ')),
    ...(branch !== undefined && branch !== '(detached)' && { branch }),
  };
  return { kind: 'revision', revision };
}

function reasonOf(error: unknown, folder: string): string {
  const { code, killed, stderr, message } = error as NodeJS.ErrnoException & {
    killed?: boolean;
    stderr?: string;
  };
  if (code === 'ENOENT') return 'there is no git on this machine';
  if (killed) return `git did not answer within ${longest / 1000} s`;
  const said = (stderr?.trim() || message).split('\n')[0] ?? '';
  return `git says of ${folder}: ${said}`;
}

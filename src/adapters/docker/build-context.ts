/** Finds what a build needs on disk: the context folder, the Dockerfile and the ignore file that goes with it. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../../errors/app-error.js';
import type { BuildRequest } from '../../ports/container-engine.js';
import { type IgnoreRules, parseIgnoreRules } from './ignore-rules.js';

export interface BuildContext {
  /** Absolute folder. */
  readonly root: string;
  /** The Dockerfile's path inside the context as the engine will see it. */
  readonly dockerfile: string;
  readonly dockerfileText: string;
  /** The Dockerfile lies outside of the folder and is sent under `dockerfile` in addition to it. */
  readonly outside: boolean;
  readonly rules: IgnoreRules;
}

/** @throws DOCKERFILE_NOT_FOUND when the context is not a folder or the Dockerfile not a file. */
export async function locateContext({
  context,
  dockerfile,
}: Pick<BuildRequest, 'context' | 'dockerfile'>): Promise<BuildContext> {
  const root = resolve(context);
  if (!(await isFolder(root)))
    throw missing(
      `The build context ${root} is not a folder.`,
      'Name the folder with --context or image.context.',
    );
  const path = isAbsolute(dockerfile) ? dockerfile : join(root, dockerfile);
  const dockerfileText = await readText(path);
  if (dockerfileText === undefined) {
    throw missing(
      `There is no Dockerfile at ${path}.`,
      'Write one beside lading.yaml, for example: FROM public.ecr.aws/lambda/nodejs:22',
      'Or name it with --dockerfile or image.dockerfile.',
    );
  }
  const inside = relative(root, path);
  const outside = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside);
  // An ignore file that is named after the Dockerfile is the one that counts.
  // https://docs.docker.com/build/concepts/context/#filename-and-location
  const ignoreText =
    (await readText(`${path}.dockerignore`)) ?? (await readText(join(root, '.dockerignore')));
  return {
    root,
    dockerfile: outside ? nameFor(dockerfileText) : inside.split(sep).join('/'),
    dockerfileText,
    outside,
    rules: parseIgnoreRules(ignoreText),
  };
}

/** Made from the content, so that the build cache of `COPY . .` is not lost to a random name. */
function nameFor(dockerfileText: string): string {
  return `.dockerfile.${createHash('sha256').update(dockerfileText).digest('hex').slice(0, 20)}`;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw missing(
      `${path} cannot be read: ${(error as Error).message}`,
      `Let your user read it: chmod u+r ${path}`,
    );
  }
}

function missing(message: string, ...suggestions: string[]): AppError {
  return new AppError({ code: 'DOCKERFILE_NOT_FOUND', message, suggestions });
}

/** Where the build context and the Dockerfile are, from file and flags. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { ImageSource } from '../domain/desired-deployment.js';
import type { ConfigFile } from './config-file.js';
import type { FlagOverrides } from './flag-overrides.js';
import { parseAssignments } from './parse-assignments.js';

export interface ImageInputs {
  /** Absolute working directory: where the paths of flags start. */
  readonly cwd: string;
  /** Absolute folder of the configuration file: where its paths start. */
  readonly folder: string;
  readonly settings: ConfigFile['image'];
  readonly flags: FlagOverrides;
}

/**
 * Paths as people expect them: the file's context from the file's folder and its Dockerfile from the context (as in
 * Compose), flags from the working directory (as in `docker build`).
 * @throws USAGE for a `--build-arg` that is not KEY=VALUE
 */
export function resolveImage({ cwd, folder, settings, flags }: ImageInputs): ImageSource {
  const context =
    flags.context !== undefined ? resolve(cwd, flags.context) : resolve(folder, settings?.context ?? '.');
  const dockerfile =
    flags.dockerfile !== undefined
      ? resolve(cwd, flags.dockerfile)
      : resolve(context, settings?.dockerfile ?? 'Dockerfile');
  const target = flags.target ?? settings?.target;
  return {
    context,
    dockerfile: relativeIfInside(context, dockerfile),
    ...(target !== undefined && { target }),
    args: { ...settings?.args, ...parseAssignments('--build-arg', flags.buildArgs ?? []) },
  };
}

function relativeIfInside(folder: string, path: string): string {
  const inside = relative(folder, path);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)
    ? path
    : inside.split(sep).join('/');
}

/** Makes the container of a sandbox, and takes it back when it is not as it was asked for. */
import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import type Docker from 'dockerode';
import type { SandboxSpec } from '../../../ports/sandbox-engine.js';
import type { EngineClient } from '../engine-client.js';
import { readEngineFailure } from '../engine-failure.js';
import { containerSettings, volumesToMake } from './container-settings.js';
import { removeContainer } from './remove-container.js';
import { sandboxFailure } from './sandbox-failure.js';
import type { SandboxImage } from './sandbox-image.js';
import { startRefusal } from './start-refusal.js';

export interface CreatedContainer {
  readonly container: Docker.Container;
  /** Names of volumes that go with it. */
  readonly volumes: readonly string[];
}

/**
 * Not started. Nothing stays behind when it throws, as far as the engine still answers.
 * @param owner value of the label that tells whose it is
 * @throws SANDBOX_FAILED, ENGINE_UNREACHABLE
 */
export async function createContainer(
  client: EngineClient,
  spec: SandboxSpec,
  image: SandboxImage,
  owner: string,
): Promise<CreatedContainer> {
  const name = `lading-${spec.functionName}-${randomUUID().slice(0, 8)}`;
  const volumes = volumesToMake(image, spec).map((_path, index) => `${name}-${index + 1}`);
  try {
    const settings = containerSettings(spec, { name, owner, image, volumeNames: volumes });
    const container = await client.docker.createContainer(settings);
    await refuseMadeWorkingDirectory(container, spec, image);
    return { container, volumes };
  } catch (error) {
    // By name: when the connection broke, nobody knows the id. What cannot be removed now is reaped later.
    await removeContainer(client, name, volumes).catch(() => undefined);
    throw creationFailure(client, spec, error);
  }
}

/**
 * The engine makes a working directory that the image lacks; Lambda does not, and fails with `Runtime.InvalidWorkingDir`. Asked
 * only where it differs from the image's own, which a build has made.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerChanges
 */
async function refuseMadeWorkingDirectory(
  container: Docker.Container,
  spec: SandboxSpec,
  image: SandboxImage,
): Promise<void> {
  if (spec.workingDirectory === '') return;
  const wanted = posix.resolve('/', spec.workingDirectory);
  if (wanted === posix.resolve('/', image.workingDirectory)) return;
  // Where something is mounted, folders are made rightly.
  const mounted = ['/tmp', ...image.volumes, ...(spec.mounts ?? []).map(({ target }) => target)];
  if (mounted.some((path) => wanted === path || wanted.startsWith(`${path}/`))) return;
  const changes: unknown = await container.changes();
  const added = (change: unknown) =>
    typeof change === 'object' && change !== null && 'Path' in change && change.Path === wanted;
  // Without changes the answer is no list.
  if (Array.isArray(changes) && changes.some(added)) {
    throw startRefusal(`chdir to cwd ("${wanted}"): no such file or directory`, spec);
  }
}

function creationFailure(client: EngineClient, spec: SandboxSpec, error: unknown): Error {
  const { status, text } = readEngineFailure(error);
  // `Cannot mkdir: /x is not a directory`, `the working directory 'x' is invalid, it needs to be an absolute path`, `No command
  // specified`: of the image or its settings, not of the engine.
  if (status !== undefined && /mkdir|working directory|no command specified/i.test(text)) {
    return startRefusal(text, spec, error);
  }
  return sandboxFailure(error, `making the sandbox of function ${spec.functionName}`, client.endpoint);
}

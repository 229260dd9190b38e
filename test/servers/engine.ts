/** The real container engine for tests: whether there is one, small images made from nothing, and cleaning up after them. */
import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import Docker from 'dockerode';
import { afterAll, describe, test } from 'vitest';
import { connectEngine } from '../../src/adapters/docker/connect-engine.js';
import { AppError } from '../../src/errors/app-error.js';
import type { ContainerEngine } from '../../src/ports/container-engine.js';
import { contextFolder } from './context-folder.js';
import { absenceOf, type TestProgram } from './needing.js';

/** Never ends by itself; for calls whose abort is not the subject. */
export const noSignal = new AbortController().signal;

/** The engine of this machine. @throws ENGINE_UNREACHABLE */
export function realEngine(): Promise<ContainerEngine> {
  return connectEngine({ env: process.env, homeFolder: homedir() });
}

/**
 * `describe` for tests that need the engine, and busybox to make images of. Without them they are skipped on a developer's
 * machine, and fail under `CI=true`: a pipeline that silently tests nothing is worse than a red one.
 */
export function describeEngine(name: string, body: () => void): void {
  describeEngineWith([], name, body);
}

/** The same for tests that need other programs too. */
export function describeEngineWith(programs: readonly TestProgram[], name: string, body: () => void): void {
  const missing = absence ? 'needs a container engine' : absenceOf('/bin/busybox', ...programs);
  if (missing === undefined) describe(name, body);
  else if (process.env.CI === 'true')
    test(`${name}: ${missing}`, () => Promise.reject(absence ?? new Error(missing)));
  else describe.skip(`${name} (${missing})`, body);
}

const absence: AppError | undefined = await realEngine().then(
  () => undefined,
  (error: unknown) =>
    error instanceof AppError ? error : new AppError({ code: 'INTERNAL', message: String(error) }),
);

/** A Dockerfile FROM scratch with a shell; `lines` come after it. */
export function busyboxDockerfile(...lines: readonly string[]): string {
  return [
    'FROM scratch',
    'COPY busybox /bin/busybox',
    'SHELL ["/bin/busybox", "sh", "-c"]',
    ...lines,
    '',
  ].join('\n');
}

/** A small image that is like no other, built by the classic builder and removed when the test file ends. Returns its id. */
export async function uniqueImage(
  lines: readonly string[] = ['ENTRYPOINT ["/bin/busybox", "true"]'],
): Promise<string> {
  const folder = await contextFolder({
    Dockerfile: busyboxDockerfile(`LABEL unique="${randomUUID()}"`, ...lines),
  });
  try {
    const engine = await realEngine();
    const id = await engine.build(
      {
        context: folder.path,
        dockerfile: 'Dockerfile',
        args: {},
        platform: 'linux/amd64',
        builder: 'classic',
      },
      () => undefined,
      noSignal,
    );
    images.add(id);
    return id;
  } finally {
    await folder.remove();
  }
}

/** Has the image removed, with all its names, when the test file ends. */
export function removeLater(imageId: string): void {
  images.add(imageId);
}

/** Has every image removed, when the test file ends, that the engine pulled from this registry. */
export function removePulledLater(registryHost: string): void {
  hosts.add(registryHost);
}

const images = new Set<string>();
const hosts = new Set<string>();

afterAll(async () => {
  if (images.size + hosts.size === 0) return;
  const docker = new Docker();
  for (const host of hosts) {
    const pulled = await docker.listImages({ filters: { reference: [`${host}/*`] } });
    for (const { RepoTags } of pulled) for (const tag of RepoTags ?? []) images.add(tag);
  }
  // Children before their parents, which the engine would keep.
  for (const id of [...images].reverse()) {
    await docker
      .getImage(id)
      .remove({ force: true })
      .catch((error: { statusCode?: number }) => {
        // Removed by the test itself, or still the parent of another test's image.
        if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
      });
  }
});

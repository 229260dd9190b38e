/** Every template builds, would be taken by Lambda, and answers an event under Lambda's restrictions. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { beforeAll, expect, it } from 'vitest';
import { checkImageFacts } from '../../src/domain/image-checks.js';
import { describeEngine, noSignal, realEngine, removeLater } from '../servers/engine.js';
import { startRuntimeApi } from './runtime-api.js';

const templates = fileURLToPath(new URL('../../templates/', import.meta.url));
const baseImage = fileURLToPath(new URL('../../scripts/base-image.mjs', import.meta.url));
const names = await readdir(templates);

describeEngine('templates', () => {
  let base: string;

  beforeAll(async () => {
    // Tests must not depend on a network: the base is this machine's own Node.
    const { stdout } = await promisify(execFile)(process.execPath, [baseImage, '--offline']);
    base = stdout.trim();
  });

  it.each(names)('%s builds and answers', async (name) => {
    const id = await build(name, base);
    const api = await startRuntimeApi([{ name: 'Ada' }]);
    const container = await startAsLambda(id, api.host);
    try {
      expect(await api.posted(1)).toEqual([
        { path: '/invocation/r1/response', body: { message: 'Hello, Ada!' } },
      ]);
    } finally {
      await container.remove({ force: true });
      await api.close();
    }
  });
});

async function build(name: string, base: string): Promise<string> {
  const context = await mkdtemp(join(tmpdir(), 'lading-template-'));
  try {
    await cp(join(templates, name), context, { recursive: true });
    // An image of its own: what is removed below may not be what somebody else deploys just now.
    await appendFile(join(context, 'handler.mjs'), `// ${randomUUID()}\n`);
    const engine = await realEngine();
    const platform = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';
    const args = { BASE: base };
    const id = await engine.build(
      { context, dockerfile: 'Dockerfile', args, platform },
      () => undefined,
      noSignal,
    );
    removeLater(id);
    const image = await engine.inspect(id);
    const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
    expect(image && checkImageFacts({ ...image, uncompressedBytes: image.size }, architecture, {})).toEqual(
      [],
    );
    return id;
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

/** Read-only, as a user who owns nothing, with 256 MB: what most surprises images on Lambda. */
async function startAsLambda(image: string, runtimeApi: string): Promise<Docker.Container> {
  const docker = new Docker();
  const container = await docker.createContainer({
    Image: image,
    User: '1051:1051',
    Env: [`AWS_LAMBDA_RUNTIME_API=${runtimeApi}`],
    HostConfig: {
      NetworkMode: 'host',
      ReadonlyRootfs: true,
      IpcMode: 'none',
      Memory: 256 * 1024 * 1024,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
    },
  });
  await container.start();
  return container;
}

/** The registry against the clients people use: docker's own push and pull, and skopeo. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  GetAuthorizationTokenCommand,
  PutImageTagMutabilityCommand,
} from '@aws-sdk/client-ecr';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEngine, uniqueImage } from '../../servers/engine.js';
import { needing } from '../../servers/needing.js';
import { startEcr, type TestEcr } from '../ecr/start-ecr.js';

const docker = new Docker();
const run = promisify(execFile);

interface Progress {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly aux?: { readonly Digest?: string };
}

describeEngine('docker and skopeo', () => {
  let ecr: TestEcr;
  let authconfig: { username: string; password: string; serveraddress: string };
  let imageId: string;

  beforeAll(async () => {
    ecr = await startEcr({ now: Date.now() });
    for (const repositoryName of ['team/app', 'other']) {
      await ecr.client.send(new CreateRepositoryCommand({ repositoryName }));
    }
    authconfig = { username: 'AWS', password: await password(), serveraddress: ecr.host };
    imageId = await uniqueImage([
      'RUN /bin/busybox dd if=/dev/urandom of=/random bs=1M count=3',
      'CMD ["true"]',
    ]);
  });
  afterAll(() => ecr?.close());

  const password = async (): Promise<string> => {
    const { authorizationData } = await ecr.client.send(new GetAuthorizationTokenCommand());
    const token = Buffer.from(authorizationData?.[0]?.authorizationToken ?? '', 'base64').toString();
    return token.slice('AWS:'.length);
  };
  const follow = (stream: NodeJS.ReadableStream): Promise<Progress[]> =>
    new Promise((resolve, reject) => {
      docker.modem.followProgress(stream, (error, lines) =>
        error ? reject(error) : resolve(lines as Progress[]),
      );
    });
  /** All lines of the push; the image loses the name again. */
  const push = async (
    repository: string,
    tag: string,
    auth: object = authconfig,
    image = imageId,
  ): Promise<Progress[]> => {
    const name = `${ecr.host}/${repository}`;
    await docker.getImage(image).tag({ repo: name, tag });
    try {
      return await follow(await docker.getImage(name).push({ tag, authconfig: auth }));
    } finally {
      await docker.getImage(`${name}:${tag}`).remove();
    }
  };
  const pull = async (reference: string): Promise<string> => {
    await follow((await docker.pull(reference, { authconfig })) as NodeJS.ReadableStream);
    const { Id } = await docker.getImage(reference).inspect();
    await docker.getImage(reference).remove();
    return Id;
  };
  /** What the image prints when it runs. */
  const output = async (image: string): Promise<string> => {
    const container = await docker.createContainer({ Image: image });
    try {
      await container.start();
      await container.wait();
      return (await container.logs({ stdout: true })).toString().slice(8);
    } finally {
      await container.remove({ force: true });
    }
  };
  const digestOfPush = (lines: readonly Progress[]) => lines.find(({ aux }) => aux?.Digest)?.aux?.Digest;
  const errorOf = (lines: readonly Progress[]) => lines.find(({ error }) => error)?.error;
  const described = async (repositoryName: string, imageTag: string) => {
    const command = new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag }] });
    return (await ecr.client.send(command)).imageDetails?.[0];
  };

  it('pushes, and pulls by tag and by digest what was pushed', async () => {
    const digest = digestOfPush(await push('team/app', 'v1'));
    const image = await described('team/app', 'v1');
    expect(digest).toMatch(/^sha256:/);
    expect(image?.imageDigest).toBe(digest);
    expect(image?.imageSizeInBytes).toBeGreaterThan(3 * 1024 * 1024);
    expect(await pull(`${ecr.host}/team/app:v1`)).toBe(imageId);
    expect(await pull(`${ecr.host}/team/app@${digest}`)).toBe(imageId);
    expect((await described('team/app', 'v1'))?.lastRecordedPullTime).toBeInstanceOf(Date);
  });

  it('pulls layers that the engine no longer has', async () => {
    const id = await uniqueImage([
      'RUN /bin/busybox dd if=/dev/urandom of=/random bs=1M count=5',
      'CMD ["/bin/busybox", "sha256sum", "/random"]',
    ]);
    const before = await output(id);
    expect(before).toMatch(/^[0-9a-f]{64} {2}\/random/);
    const reference = `${ecr.host}/team/app:${id.slice(7, 19)}`;
    await push('team/app', id.slice(7, 19), authconfig, id);
    await docker.getImage(id).remove({ force: true });
    const lines = await follow((await docker.pull(reference, { authconfig })) as NodeJS.ReadableStream);
    expect(lines.some(({ status }) => status === 'Pull complete')).toBe(true);
    expect(await output(reference)).toBe(before);
    await docker.getImage(reference).remove({ force: true });
  });

  it('pushes no layer twice, and mounts layers into another repository', async () => {
    const again = await push('team/app', 'v2');
    expect(new Set(again.filter(({ id }) => id).map(({ status }) => status))).toEqual(
      new Set(['Preparing', 'Layer already exists']),
    );
    const mounted = (await push('other', 'v1')).filter(({ status }) => status === 'Mounted from team/app');
    expect(mounted.length).toBeGreaterThan(0);
    expect(digestOfPush(again)).toBe((await described('other', 'v1'))?.imageDigest);
  });

  it('is told what ECR would tell', async () => {
    expect(errorOf(await push('gone', 'v1'))).toBe(
      "name unknown: The repository with name 'gone' does not exist in the registry with id '000000000000'",
    );
    await ecr.client.send(
      new PutImageTagMutabilityCommand({ repositoryName: 'other', imageTagMutability: 'IMMUTABLE' }),
    );
    await push('other', 'fixed');
    expect(errorOf(await push('other', 'fixed'))).toBe(
      "tag invalid: The image tag 'fixed' already exists in the 'other' repository and cannot be overwritten because the tag is immutable.",
    );
    expect(errorOf(await push('team/app', 'v3', { ...authconfig, password: 'wrong' }))).toMatch(
      /no basic auth credentials|unauthorized/,
    );
    await expect(pull(`${ecr.host}/team/app:absent`)).rejects.toThrow('Requested image not found');
  });

  needing('skopeo').it('copies with skopeo from one repository to another', async () => {
    const digest = digestOfPush(await push('team/app', 'copied'));
    const folder = await mkdtemp(join(tmpdir(), 'lading-skopeo-'));
    try {
      const auth = Buffer.from(`AWS:${authconfig.password}`).toString('base64');
      const authfile = join(folder, 'auth.json');
      await writeFile(authfile, JSON.stringify({ auths: { [ecr.host]: { auth } } }));
      const copy = (from: string, to: string) =>
        run('skopeo', [
          'copy',
          '--insecure-policy',
          `--authfile=${authfile}`,
          '--src-tls-verify=false',
          '--dest-tls-verify=false',
          from,
          to,
        ]);
      await copy(`docker://${ecr.host}/team/app:copied`, `docker://${ecr.host}/other:by-skopeo`);
      expect((await described('other', 'by-skopeo'))?.imageDigest).toBe(digest);
      await copy(`docker://${ecr.host}/team/app:copied`, `oci:${folder}/layout:latest`);
      await copy(`oci:${folder}/layout:latest`, `docker://${ecr.host}/other:oci`);
      expect((await described('other', 'oci'))?.imageManifestMediaType).toBe(
        'application/vnd.oci.image.manifest.v1+json',
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** Issue 3 item 10: push and deploy in phases against moto whose Lambda looks every image up in moto's ECR. */
import { readFile } from 'node:fs/promises';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeployResult } from '../../../src/pipeline/deploy-result.js';
import { type AwsCli, awsCli } from '../../servers/aws-cli.js';
import { describeAwsLike } from '../../servers/aws-like.js';
import { removeLater, removePulledLater } from '../../servers/engine.js';
import { createProject, type Project } from '../project.js';
import { document, type Run, runLading } from '../run-lading.js';
import { imageIdOf } from './image-id.js';
import { motoAndRegistry, type Place } from './place.js';

describeAwsLike('moto that knows the images', () => {
  let place: Place;
  let project: Project;
  let aws: AwsCli;
  let reference = '';
  let pushed: Pick<DeployResult, 'image' | 'repository'>;

  beforeAll(async () => {
    place = await motoAndRegistry(false);
    removePulledLater(place.host);
    project = await createProject({
      // moto's Lambda looks at the last part of a repository's name only.
      'lading.yaml': 'name: phases\nregion: eu-west-1\nfunctions: { phases: { role: auto } }\n',
    });
    aws = awsCli(place.endpoint, place.region);
    reference = `${place.host}/phases:v1`;
  });

  afterAll(async () => {
    await place?.close();
    await project?.remove();
  });

  const lading = (...args: string[]): Promise<Run> =>
    runLading([...args, '--json'], { cwd: project.folder, env: place.env });

  it('push gives the pinned reference', async () => {
    const run = await lading('push', '--tag', 'v1');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    pushed = document(run);
    removeLater(imageIdOf(pushed));
    expect(pushed.image.uri).toBe(`${place.host}/phases@${pushed.image.digest}`);
  });

  it('an image that Lambda does not find is told in its own words, and the role that was made is named', async () => {
    const run = await lading('deploy', '--image', reference);
    expect(run.code, run.stdout).toBe(4);
    const { error } = document<{ error: { code: string; message: string; details: { done: string[] } } }>(
      run,
    );
    expect(error.code).toBe('IMAGE_NOT_FOUND');
    expect(error.message).toContain(`The image with imageId {'imageDigest': '${pushed.image.digest}'`);
    expect(error.details.done).toEqual([expect.stringContaining('lading-phases')]);
  });

  it('deploy --image by tag runs the digest that was pushed', async () => {
    await tellEcr(`phases`, 'v1', pushed.image.digest);
    const run = await lading('deploy', '--image', reference);
    expect(run.code, run.stdout).toBe(0);
    expect(document(run)).toMatchObject({ changed: true, image: { digest: pushed.image.digest } });
    const found = await aws('lambda', 'get-function', '--function-name', 'phases');
    expect(found).toMatchObject({
      Code: { ImageUri: pushed.image.uri },
      Configuration: { CodeSha256: pushed.image.digest.replace('sha256:', '') },
    });
  });

  it('by digest, nothing is left to do', async () => {
    const run = await lading('deploy', '--image', pushed.image.uri);
    expect(run.code, run.stdout).toBe(0);
    expect(document(run)).toMatchObject({
      changed: false,
      functions: [{ action: 'unchanged', version: '1' }],
    });
  });

  /** moto has no registry: what was pushed is made known to it. Its digest of a manifest is not one, so ours is given. */
  async function tellEcr(repository: string, tag: string, digest: string): Promise<void> {
    const manifest = await readManifest(repository, digest);
    const image = ['--image-manifest', manifest, '--image-tag', tag, '--image-digest', digest];
    await aws('ecr', 'put-image', '--repository-name', repository, ...image);
  }

  async function readManifest(repository: string, digest: string): Promise<string> {
    const ca = await readFile(place.env.NODE_EXTRA_CA_CERTS ?? '');
    const options = {
      ca,
      auth: `AWS:${place.account}-auth-token`,
      headers: { accept: 'application/vnd.docker.distribution.manifest.v2+json' },
    };
    const url = `https://${place.host}/v2/${repository}/manifests/${digest}`;
    return new Promise((resolve, reject) => {
      get(url, options, (response) => text(response).then(resolve, reject)).on('error', reject);
    });
  }
});

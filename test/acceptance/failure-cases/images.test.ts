/** failures.md section 5, the cases about images: what is refused before anything is changed, and what is deployed instead. */

import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import { mediaTypes } from '../../../src/domain/image-manifest.js';
import type { DeployResult } from '../../../src/pipeline/deploy-result.js';
import { type BuiltImage, buildImage } from '../../region/ecr/push-image.js';
import { type FakeEngine, streaming } from '../../servers/fake-engine.js';
import { type PretendedImage, startEngineWith } from '../../servers/pretended-image.js';
import { document } from '../run-lading.js';
import { openScene, type Scene } from './scene.js';

let scene: Scene;
let engine: FakeEngine | undefined;

beforeAll(async () => {
  scene = await openScene();
});
afterEach(async () => {
  scene.region.faults.clear();
  await engine?.close();
  engine = undefined;
});
afterAll(() => scene?.close());

const runs = async (FunctionName: string) =>
  (await scene.region.lambda.send(new GetFunctionCommand({ FunctionName }))).Configuration;
const hex = ({ digest }: { digest: string }) => digest.replace('sha256:', '');

/** An index of images with their platforms, under a tag of `app`. */
async function pushIndex(tag: string, children: readonly [BuiltImage, string][]): Promise<void> {
  for (const [image, platform] of children)
    await scene.region.push('app', `${tag}-${platform.replace('/', '-')}`, image);
  const manifest = indexOf(children);
  await scene.region.push('app', tag, { manifest, digest: digestOf(manifest), blobs: [] });
}

function indexOf(children: readonly [BuiltImage, string][]): string {
  const manifests = children.map(([{ manifest, digest }, platform]) => {
    const [os, architecture] = platform.split('/');
    return {
      mediaType: mediaTypes.dockerManifest,
      size: manifest.length,
      digest,
      platform: { os, architecture },
    };
  });
  return JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests });
}

/** Deploys an image that only an engine has. */
async function withEngine(image: PretendedImage, push = streaming([])): Promise<FakeEngine> {
  engine = await startEngineWith(image, scene.repository, push);
  return engine;
}
const fromEngine = (name: string, ...more: string[]) => [
  'deploy',
  '--function',
  name,
  '--role',
  scene.role,
  '--repository',
  'app',
  '--image',
  'local:1',
  ...more,
];

describe('case 1: an index pushed for a single-platform build', () => {
  it('the child of the architecture is deployed under a tag of its own', async () => {
    const [image, attestation] = [buildImage(), buildImage()];
    const children: [BuiltImage, string][] = [
      [image, 'linux/amd64'],
      [attestation, 'unknown/unknown'],
    ];
    const index = digestOf(indexOf(children));
    const { host } = await withEngine({ containerd: true, id: index }, (response, { query }) => {
      void pushIndex(query.get('tag') ?? '', children).then(() => {
        const aux = { Tag: query.get('tag'), Digest: index, Size: 1 };
        response.writeHead(200).end(`${JSON.stringify({ aux })}\n`);
      });
    });
    const run = await scene.lading([...fromEngine('case-1'), '--json'], { DOCKER_HOST: host });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(document<DeployResult>(run).image.digest).toBe(image.digest);
    expect(await runs('case-1')).toMatchObject({ CodeSha256: hex(image) });
  });

  it('of two platforms, the function’s architecture decides', async () => {
    const [amd, arm] = [buildImage(), buildImage(undefined, 'arm64')];
    await pushIndex('multi', [
      [amd, 'linux/amd64'],
      [arm, 'linux/arm64'],
    ]);
    const args = (name: string, ...more: string[]) =>
      scene.deploy(name, 'v1', ...more).map((word) => word.replace(':v1', ':multi'));
    const run = await scene.lading(args('case-1-arm', '--architecture', 'arm64'));
    expect(run.code, run.stderr).toBe(0);
    expect(await runs('case-1-arm')).toMatchObject({ CodeSha256: hex(arm), Architectures: ['arm64'] });
    expect((await scene.lading(args('case-1-amd'))).code).toBe(0);
    expect(await runs('case-1-amd')).toMatchObject({ CodeSha256: hex(amd) });
  });

  it.each([
    { tag: 'none', platforms: ['linux/arm64', 'unknown/unknown'], says: 'with no images for linux/amd64' },
    { tag: 'two', platforms: ['linux/amd64', 'linux/amd64'], says: 'with 2 images for linux/amd64' },
  ])('$tag matching: refused, and nothing changed', async ({ tag, platforms, says }) => {
    await pushIndex(
      tag,
      platforms.map((platform) => [buildImage(), platform]),
    );
    scene.changes();
    const error = await scene.refuses({ code: 'IMAGE_IS_INDEX', exit: 4, says: [says] }, () =>
      scene.deploy('case-1-refused', 'v1').map((word) => word.replace(':v1', `:${tag}`)),
    );
    expect(error.suggestions.join()).toContain('--provenance=false');
    expect(scene.changes()).toEqual([]);
  });
});

describe('case 8: same tag, new content', () => {
  const args = () => scene.deploy('case-8', 'v1').map((word) => word.replace(':v1', ':latest'));

  it('the tag is resolved anew each time, and an equal digest changes nothing', async () => {
    const [first, second] = [buildImage(), buildImage()];
    await scene.region.push('app', 'latest', first);
    expect((await scene.lading(args())).code).toBe(0);
    expect(await runs('case-8')).toMatchObject({ CodeSha256: hex(first) });
    await scene.region.push('app', 'latest', second);
    scene.changes();
    const moved = await scene.lading([...args(), '--json']);
    expect(moved.code, moved.stdout).toBe(0);
    expect(document<DeployResult>(moved).image.uri).toBe(`${scene.repository}@${second.digest}`);
    expect(scene.changes()).toContain('UpdateFunctionCode');
    expect(await runs('case-8')).toMatchObject({ CodeSha256: hex(second) });
    expect((await scene.lading(args())).code).toBe(0);
    expect(scene.changes()).toEqual([]);
  });
});

describe('case 9: an immutable repository, and the same commit again', () => {
  const deploy = (image: string, ...more: string[]) => [
    'deploy',
    '--function',
    'case-9',
    '--role',
    scene.role,
    '--image',
    `${scene.region.settings.host}/${image}`,
    ...more,
  ];
  const settings = {
    strict: { imageTagMutability: 'IMMUTABLE' as const },
    lenient: {
      imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION' as const,
      imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD' as const, filter: 'latest*' }],
    },
  };

  beforeAll(async () => {
    for (const [repositoryName, setting] of Object.entries(settings)) {
      await scene.region.ecr.send(new CreateRepositoryCommand({ repositoryName, ...setting }));
      await scene.region.push(repositoryName, 'one', buildImage());
      await scene.region.push(repositoryName, 'two', buildImage());
    }
  });

  it('a tag that names this image already is success', async () => {
    const first = await scene.lading(deploy('strict:one', '--tag', 'abc123'));
    expect(first.code, first.stderr).toBe(0);
    scene.changes();
    const again = await scene.lading(deploy('strict:one', '--tag', 'abc123'));
    expect(again.code, again.stderr).toBe(0);
    expect(scene.changes()).toEqual([]);
  });

  it('one that names another is refused, with the tag of the content as the way out', async () => {
    scene.changes();
    const error = await scene.refuses({ code: 'TAG_IMMUTABLE', exit: 4, says: ['abc123', 'strict'] }, () =>
      deploy('strict:two', '--tag', 'abc123'),
    );
    expect(error.suggestions.join()).toContain('the tag made from the content');
    expect(scene.changes()).toEqual([]);
  });

  it('an excluded tag moves', async () => {
    expect((await scene.lading(deploy('lenient:one', '--tag', 'latest'))).code).toBe(0);
    const moved = await scene.lading(deploy('lenient:two', '--tag', 'latest'));
    expect(moved.code, moved.stderr).toBe(0);
    expect(scene.changes()).toContain('PUT manifest');
  });
});

describe('case 12: 10 GiB uncompressed', () => {
  const refused = async (image: PretendedImage, says: readonly (string | RegExp)[]) => {
    const fake = await withEngine(image);
    scene.changes();
    await scene.refuses({ code: 'IMAGE_UNSUITABLE', exit: 4, says }, () => fromEngine('case-12'), {
      DOCKER_HOST: fake.host,
    });
    expect(scene.changes()).toEqual([]);
    expect(fake.seen.filter(({ path }) => path.endsWith('/push'))).toEqual([]);
  };

  it('is refused before the push, with its size and the limit', () =>
    refused({ size: 10.2 * 1024 ** 3 }, ['10.20 GiB', /10 GiB|10 GB/]));

  it('as are more than 127 layers', () => refused({ layers: 128 }, ['128', '127']));
});

describe('case 16: an arm64 image and an x86_64 function', () => {
  it('is refused before the push', async () => {
    const fake = await withEngine({ architecture: 'arm64' });
    scene.changes();
    await scene.refuses(
      { code: 'ARCHITECTURE_MISMATCH', exit: 4, says: ['arm64', 'x86_64'] },
      () => fromEngine('case-16'),
      { DOCKER_HOST: fake.host },
    );
    expect(scene.changes()).toEqual([]);
    expect(fake.seen.filter(({ path }) => path.endsWith('/push'))).toEqual([]);
  });

  it('also from the registry; with --architecture the function follows', async () => {
    const arm = buildImage(undefined, 'arm64');
    await scene.region.push('app', 'arm', arm);
    await scene.existing('case-16-moves');
    const args = (...more: string[]) =>
      scene.deploy('case-16-moves', 'v1', ...more).map((word) => word.replace(':v1', ':arm'));
    scene.changes();
    await scene.refuses({ code: 'ARCHITECTURE_MISMATCH', exit: 4 }, () => args());
    expect(scene.changes()).toEqual([]);
    const run = await scene.lading(args('--architecture', 'arm64'));
    expect(run.code, run.stderr).toBe(0);
    expect(await runs('case-16-moves')).toMatchObject({ Architectures: ['arm64'], CodeSha256: hex(arm) });
  });
});

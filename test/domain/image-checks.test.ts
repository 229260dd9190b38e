import { describe, expect, it } from 'vitest';
import type { FunctionSpec } from '../../src/domain/function-spec.js';
import {
  checkImageFacts,
  checkManifest,
  type ImageFacts,
  maximumUncompressedBytes,
} from '../../src/domain/image-checks.js';
import { type ImageManifest, mediaTypes } from '../../src/domain/image-manifest.js';
import { digestFor } from './digests.js';

type Override = FunctionSpec['configuration']['imageConfig'];

function image(changes: Partial<ImageFacts> = {}): ImageFacts {
  return {
    os: 'linux',
    architecture: 'amd64',
    entryPoint: ['/bootstrap'],
    command: [],
    workingDirectory: '/var/task',
    environment: [],
    layerCount: 3,
    uncompressedBytes: 1_000_000,
    ...changes,
  };
}

const outcome = (findings: ReturnType<typeof checkImageFacts>): string[] =>
  findings.map(({ id, severity, code }) => `${id} ${severity} ${code}`);
const aws = ['/lambda-entrypoint.sh'];

describe('checkImageFacts', () => {
  it.each<[string, ImageFacts, Override]>([
    ['an entry point', image(), undefined],
    ['a command alone', image({ entryPoint: [], command: ['/app'] }), undefined],
    ['an entry point by override', image({ entryPoint: [] }), { entryPoint: ['/app'] }],
    ['a command by override', image({ entryPoint: [] }), { command: ['/app'] }],
    ['a command that is looked up in PATH', image({ entryPoint: [], command: ['node', 'x.js'] }), undefined],
    ['an AWS base image with its handler', image({ entryPoint: aws, command: ['app.handler'] }), undefined],
    [
      'an AWS base image with a handler by override',
      image({ entryPoint: aws }),
      { command: ['app.handler'] },
    ],
    ['empty overrides, which change nothing', image(), { entryPoint: [], command: [], workingDirectory: '' }],
    ['127 layers', image({ layerCount: 127 }), undefined],
    ['the engine that calls amd64 x86_64', image({ architecture: 'x86_64' }), undefined],
    ['a size that is not known', { ...image(), uncompressedBytes: 0 }, undefined],
  ])('accepts %s', (_what, facts, override) => {
    expect(checkImageFacts(facts, 'x86_64', override)).toEqual([]);
  });

  it.each<[string, ImageFacts, Override, string]>([
    ['Windows', image({ os: 'windows' }), undefined, 'A14 error IMAGE_UNSUITABLE'],
    ['another architecture', image({ architecture: 'arm64' }), undefined, 'A13 error ARCHITECTURE_MISMATCH'],
    ['32-bit arm', image({ architecture: 'arm' }), undefined, 'A13 error ARCHITECTURE_MISMATCH'],
    ['no architecture', image({ architecture: '' }), undefined, 'A13 error ARCHITECTURE_MISMATCH'],
    ['nothing to start', image({ entryPoint: [] }), undefined, 'C2 error IMAGE_UNSUITABLE'],
    [
      'nothing to start with empty overrides',
      image({ entryPoint: [] }),
      { entryPoint: [], command: [] },
      'C2 error IMAGE_UNSUITABLE',
    ],
    [
      'an AWS base image without a handler',
      image({ entryPoint: aws }),
      undefined,
      'C5 error IMAGE_UNSUITABLE',
    ],
    [
      'an override with a handler as entry point',
      image(),
      { entryPoint: ['app.handler'] },
      'C6 error IMAGE_UNSUITABLE',
    ],
    [
      'a relative working directory',
      image({ workingDirectory: 'task' }),
      undefined,
      'C7 error IMAGE_UNSUITABLE',
    ],
    ['a relative one by override', image(), { workingDirectory: './task' }, 'C7 error IMAGE_UNSUITABLE'],
    [
      'a relative one that an empty override leaves',
      image({ workingDirectory: 'task' }),
      { workingDirectory: '' },
      'C7 error IMAGE_UNSUITABLE',
    ],
    ['no working directory', image({ workingDirectory: '' }), undefined, 'C7 warning IMAGE_UNSUITABLE'],
    ['a relative entry point', image({ entryPoint: ['./app'] }), undefined, 'C2 error IMAGE_UNSUITABLE'],
    ['a bare entry point', image({ entryPoint: ['python3'] }), undefined, 'C8 warning IMAGE_UNSUITABLE'],
    ['npx', image({ entryPoint: ['/usr/bin/npx'] }), undefined, 'C22 warning IMAGE_UNSUITABLE'],
    [
      'npm behind a shell',
      image({ entryPoint: [], command: ['/bin/sh', '-c', 'exec npm start'] }),
      undefined,
      'C22 warning IMAGE_UNSUITABLE',
    ],
    ['128 layers', image({ layerCount: 128 }), undefined, 'A7 error IMAGE_UNSUITABLE'],
    [
      'a byte over 10 GiB',
      image({ uncompressedBytes: maximumUncompressedBytes + 1 }),
      undefined,
      'A6 error IMAGE_UNSUITABLE',
    ],
    [
      'just 10 GiB',
      image({ uncompressedBytes: maximumUncompressedBytes }),
      undefined,
      'A6 warning IMAGE_UNSUITABLE',
    ],
    ['9.6 GiB', image({ uncompressedBytes: 9.6 * 1024 ** 3 }), undefined, 'A6 warning IMAGE_UNSUITABLE'],
    [
      '16 KB of settings',
      image({ environment: [`A=${'x'.repeat(16_384)}`] }),
      undefined,
      'D14 error IMAGE_UNSUITABLE',
    ],
  ])('finds %s', (_what, facts, override, expected) => {
    expect(outcome(checkImageFacts(facts, 'x86_64', override))).toEqual([expected]);
  });

  it('finds everything at once', () => {
    const bad = image({
      architecture: 'arm64',
      entryPoint: [],
      layerCount: 200,
      uncompressedBytes: 11 * 1024 ** 3,
    });
    expect(checkImageFacts(bad, 'x86_64').map(({ id }) => id)).toEqual(['A13', 'C2', 'A7', 'A6']);
  });

  // failures.md case 16: the way out is either of two.
  it('offers to build for the function, or to run the function where the image can', () => {
    const [finding] = checkImageFacts(image({ architecture: 'arm64' }), 'x86_64');
    expect(finding?.message).toContain('linux/arm64');
    expect(finding?.suggestions.join()).toContain('--architecture arm64');
    const [other] = checkImageFacts(image({ architecture: 's390x' }), 'x86_64');
    expect(other?.suggestions.join()).not.toContain('--architecture');
  });

  it('lets package managers write to /tmp, as the image or the function says', () => {
    const npm = image({ entryPoint: [], command: ['/usr/bin/npm', 'start'] });
    expect(checkImageFacts({ ...npm, environment: ['HOME=/tmp'] }, 'x86_64')).toEqual([]);
    expect(checkImageFacts(npm, 'x86_64', {}, { HOME: '/tmp/home' })).toEqual([]);
    expect(checkImageFacts(npm, 'x86_64', {}, { HOME: '/root' })).toHaveLength(1);
  });

  it('measures settings in bytes, not characters', () => {
    const facts = image({ environment: [`A=${'ä'.repeat(8_200)}`] });
    expect(outcome(checkImageFacts(facts, 'x86_64'))).toEqual(['D14 error IMAGE_UNSUITABLE']);
  });
});

describe('checkManifest', () => {
  const layer = (mediaType: string, size = 10) => ({ mediaType, digest: digestFor('layer'), size });
  const gzip = layer('application/vnd.oci.image.layer.v1.tar+gzip');

  function manifest(changes: Partial<ImageManifest> = {}): ImageManifest {
    const config = { mediaType: mediaTypes.ociConfig, digest: digestFor('config'), size: 100 };
    return {
      kind: 'manifest',
      mediaType: mediaTypes.ociManifest,
      digest: digestFor('m'),
      bytes: 1_000,
      config,
      layers: [gzip],
      ...changes,
    };
  }

  it.each([
    ['OCI', manifest()],
    [
      'Docker',
      manifest({
        config: { ...manifest().config, mediaType: mediaTypes.dockerConfig },
        layers: [layer('application/vnd.docker.image.rootfs.diff.tar.gzip')],
      }),
    ],
    ['no layer', manifest({ layers: [] })],
  ])('accepts %s', (_what, accepted) => {
    expect(checkManifest(accepted)).toEqual([]);
  });

  it.each([
    [
      'an artifact',
      manifest({ config: { ...manifest().config, mediaType: 'application/vnd.cncf.helm.config.v1+json' } }),
      'A5 error IMAGE_UNSUITABLE',
    ],
    [
      'an attestation',
      manifest({ layers: [gzip, layer('application/vnd.in-toto+json')] }),
      'A3 error IMAGE_UNSUITABLE',
    ],
    [
      'zstd',
      manifest({ layers: [layer('application/vnd.oci.image.layer.v1.tar+zstd')] }),
      'A4 warning IMAGE_UNSUITABLE',
    ],
    [
      '128 layers',
      manifest({ layers: Array.from({ length: 128 }, () => gzip) }),
      'A7 error IMAGE_UNSUITABLE',
    ],
    ['a long manifest', manifest({ bytes: 25_400 }), 'A15 warning IMAGE_UNSUITABLE'],
    [
      'more compressed than Lambda takes uncompressed',
      manifest({ layers: [layer(gzip.mediaType, 11 * 1024 ** 3)] }),
      'A6 error IMAGE_UNSUITABLE',
    ],
  ])('finds %s', (_what, found, expected) => {
    expect(outcome(checkManifest(found))).toEqual([expected]);
  });

  it('names the layer', () => {
    const [finding] = checkManifest(manifest({ layers: [gzip, layer('application/vnd.in-toto+json')] }));
    expect(finding?.message).toContain('layer 2 is an attestation');
  });
});

import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/domain/digest.js';
import {
  compressedBytes,
  type ImageIndex,
  mediaTypes,
  parseImageConfig,
  parseManifest,
  selectChild,
} from '../../src/domain/image-manifest.js';
import { digestFor } from './digests.js';
import { thrownBy } from './thrown.js';

const bytes = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const descriptor = (name: string, size = 10) => ({ mediaType: 'x', digest: digestFor(name), size });

interface Child {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
}

function index(...platforms: (Child | undefined)[]): ImageIndex {
  const manifests = platforms.map((platform, at) => ({ ...descriptor(`child ${at}`), platform }));
  return parseManifest(bytes({ mediaType: mediaTypes.ociIndex, manifests })) as ImageIndex;
}

const amd64 = { os: 'linux', architecture: 'amd64' };
const arm64 = { os: 'linux', architecture: 'arm64' };
const attestation = { os: 'unknown', architecture: 'unknown' };

describe('parseManifest', () => {
  const manifest = {
    schemaVersion: 2,
    config: descriptor('config', 100),
    layers: [descriptor('a', 7), descriptor('b', 5)],
  };

  it('takes the digest of exactly the bytes served', () => {
    const spaced = bytes(JSON.stringify(manifest, null, 3));
    const parsed = parseManifest(spaced, mediaTypes.dockerManifest);
    expect(parsed).toMatchObject({ kind: 'manifest', digest: digestOf(spaced), bytes: spaced.byteLength });
    expect(parsed.kind === 'manifest' && compressedBytes(parsed)).toBe(112);
  });

  it.each([
    [
      'its own word first',
      { mediaType: mediaTypes.ociManifest },
      mediaTypes.dockerManifest,
      mediaTypes.ociManifest,
    ],
    ['the header when it is silent', {}, mediaTypes.dockerManifest, mediaTypes.dockerManifest],
    ['OCI when both are silent', {}, undefined, mediaTypes.ociManifest],
  ])('media type: %s', (_what, extra, header, expected) => {
    expect(parseManifest(bytes({ ...manifest, ...extra }), header).mediaType).toBe(expected);
  });

  it('recognises an index by its content, whatever the header says', () => {
    const parsed = parseManifest(bytes({ manifests: [] }), mediaTypes.dockerManifest);
    expect(parsed.kind).toBe('index');
  });

  it.each([
    ['an HTML page', '<html>502 Bad Gateway</html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['a schema 1 manifest', { schemaVersion: 1, fsLayers: [], history: [] }],
    ['layers that are no list', { config: descriptor('c'), layers: {} }],
    ['a config without digest', { config: { mediaType: 'x' }, layers: [] }],
    ['a config that is a text', { config: 'x', layers: [] }],
    ['a layer with a broken digest', { config: descriptor('c'), layers: [{ digest: 'sha256:short' }] }],
    ['a layer that is null', { config: descriptor('c'), layers: [null] }],
    ['a child without digest', { manifests: [{ platform: amd64 }] }],
  ])('blames the registry, not the user, for %s', (_what, body) => {
    const error = thrownBy(() => parseManifest(bytes(body)));
    expect(error.code).toBe('REMOTE_REFUSED');
    expect(error.exitCode).toBe(4);
  });
});

describe('selectChild', () => {
  // failures.md case 1: BuildKit's provenance makes an index of a single image and its attestation.
  it.each([
    ['one image and its attestation', index(amd64, attestation), 'x86_64', 'child 0'],
    ['the attestation first', index(attestation, arm64), 'arm64', 'child 1'],
    ['two platforms', index(amd64, attestation, arm64, attestation), 'arm64', 'child 2'],
    ['arm64 with its usual variant', index({ ...arm64, variant: 'v8' }), 'arm64', 'child 0'],
    ['amd64 with a variant', index({ ...amd64, variant: 'v2' }), 'x86_64', 'child 0'],
  ] as const)('%s', (_what, from, architecture, expected) => {
    expect(selectChild(from, architecture).digest).toBe(digestFor(expected));
  });

  it.each([
    ['no child', index(), 'no images for linux/amd64'],
    ['only attestations', index(attestation), 'no images for linux/amd64'],
    ['another architecture', index(arm64), 'linux/arm64'],
    ['another system', index({ os: 'windows', architecture: 'amd64' }), 'windows/amd64'],
    ['no platform at all', index(undefined), 'unknown/unknown'],
    ['32-bit arm', index({ os: 'linux', architecture: 'arm', variant: 'v7' }), 'linux/arm/v7'],
    ['two of the same', index(amd64, amd64), 'with 2 images for linux/amd64'],
    ['two variants', index({ ...amd64, variant: 'v2' }, { ...amd64, variant: 'v3' }), 'with 2 images'],
  ])('refuses %s and names what is there', (_what, from, text) => {
    const error = thrownBy(() => selectChild(from, 'x86_64'));
    expect(error.code).toBe('IMAGE_IS_INDEX');
    expect(error.message).toContain(text);
    expect(error.suggestions.join()).toContain('--provenance=false');
  });
});

describe('parseImageConfig', () => {
  it('reads what runs', () => {
    const config = { Entrypoint: ['/e'], Cmd: ['c'], WorkingDir: '/w', Env: ['A=1'], User: 'u' };
    const json = { os: 'linux', architecture: 'arm64', config, rootfs: { diff_ids: ['a', 'b'] } };
    expect(parseImageConfig(bytes(json))).toEqual({
      os: 'linux',
      architecture: 'arm64',
      entryPoint: ['/e'],
      command: ['c'],
      workingDirectory: '/w',
      environment: ['A=1'],
      user: 'u',
      layerCount: 2,
      diffIds: ['a', 'b'],
    });
  });

  it('takes null and absent settings as empty', () => {
    const json = { architecture: 'amd64', config: { Entrypoint: null, Cmd: null, Env: null } };
    expect(parseImageConfig(bytes(json))).toMatchObject({
      os: 'linux',
      entryPoint: [],
      command: [],
      environment: [],
      layerCount: 0,
      diffIds: [],
    });
    expect(parseImageConfig(bytes({})).architecture).toBe('');
  });
});

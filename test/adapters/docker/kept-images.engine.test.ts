import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { candidateEndpoints } from '../../../src/adapters/docker/candidate-endpoints.js';
import { createEngineClient } from '../../../src/adapters/docker/engine-client.js';
import { createKeptImages } from '../../../src/adapters/docker/kept-images.js';
import { type Digest, parseDigest } from '../../../src/domain/digest.js';
import type { KeptImages } from '../../../src/ports/kept-images.js';
import { describeEngine } from '../../servers/engine.js';
import { type ScratchImage, scratchImage } from '../../servers/scratch-image.js';

describeEngine('images that lading leaves in the engine', () => {
  const docker = (...args: string[]): string => execFileSync('docker', args, { encoding: 'utf8' }).trim();
  const made: ScratchImage[] = [];
  let kept: KeptImages;

  const image = async (): Promise<{ name: string; id: Digest }> => {
    const built = await scratchImage({ '/file': 'text' }, ['CMD ["/file"]']);
    made.push(built);
    return { name: built.name, id: parseDigest(built.id) };
  };
  const isThere = (id: string): boolean => docker('images', '-aq', '--no-trunc').split('\n').includes(id);

  beforeAll(async () => {
    const [endpoint] = await candidateEndpoints({ env: process.env, homeFolder: '/nonexistent' });
    if (!endpoint) throw new Error('no endpoint');
    kept = createKeptImages(createEngineClient(endpoint));
  });

  afterAll(() => {
    for (const { remove } of made) remove();
  });

  test('stay with a name or a container, and go without both', async () => {
    const [{ name, id }, next] = [await image(), await image()];
    expect(await kept.discard(id)).toBe(false);
    const container = docker('create', id);
    // As the next build does.
    docker('tag', next.id, name);
    expect(await kept.discard(id)).toBe(false);
    expect(isThere(id)).toBe(true);
    docker('rm', container);
    expect(await kept.discard(id)).toBe(true);
    expect(isThere(id)).toBe(false);
    expect(await kept.discard(id)).toBe(true);
  });

  test('lose the names asked for, and are gone with the last one', async () => {
    const [first, second] = [await image(), await image()];
    const ours = `lading-kept/${randomUUID()}`;
    for (const [index, { id }] of [first, second].entries()) docker('tag', id, `${ours}:${index}`);
    docker('rmi', second.name);
    expect(await kept.removeNames((name) => name.startsWith(`${ours}:`))).toBe(2);
    expect([isThere(first.id), isThere(second.id)]).toEqual([true, false]);
    expect(docker('images', '-q', ours)).toBe('');
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import { parseAliasName, parseFunctionName } from '../../../src/domain/function-name.js';
import { type RunningRegion, startRegion } from '../../../src/region/server.js';

let folder: string;
let region: RunningRegion;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-rate-'));
  region = await startRegion({ dataFolder: folder, port: 0 });
});

afterAll(async () => {
  await region.close();
  await rm(folder, { recursive: true, force: true });
});

it('keeps 30 control-plane reads under 15 in any second, while GetFunction is not held up', async () => {
  const { functions, close } = createAwsAdapters({
    region: 'us-east-1',
    endpoint: region.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const name = parseFunctionName('nothing');
  const alias = parseAliasName('live');
  const ends: number[] = [];
  const started = Date.now();
  const slow = Promise.all(
    Array.from({ length: 30 }, async () => {
      await functions.getAlias(name, alias);
      ends.push(Date.now() - started);
    }),
  );
  await Promise.all(Array.from({ length: 30 }, () => functions.get(name)));
  expect(ends.length).toBeLessThan(30);
  await slow;
  close();
  // The limiter lets requests start; three batches of twelve need at least two whole seconds.
  expect(Math.max(...ends)).toBeGreaterThanOrEqual(2000);
  const firstSecond = ends.filter((end) => end < 1000).length;
  expect(firstSecond).toBeLessThanOrEqual(12);
});

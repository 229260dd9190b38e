import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { type RegionOptions, type RunningRegion, startRegion } from '../../src/region/server.js';

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'lading-region-'));
  cleanUps.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function start(options: Partial<RegionOptions> = {}): Promise<RunningRegion> {
  const region = await startRegion({ dataFolder: folder(), port: 0, ...options });
  cleanUps.push(() => region.close());
  return region;
}

function sts(region: RunningRegion): STSClient {
  const client = new STSClient({
    endpoint: region.url,
    region: region.settings.region,
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  cleanUps.push(() => client.destroy());
  return client;
}

describe('startRegion', () => {
  it('answers on loopback as the account it was given', async () => {
    const region = await start({ account: '123456789012', region: 'eu-west-1' });
    expect(region.url).toBe(`http://127.0.0.1:${region.port}`);
    const identity = await sts(region).send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:root' });
    expect(identity.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('logs each request with its operation, size and outcome', async () => {
    const region = await start();
    await sts(region).send(new GetCallerIdentityCommand({}));
    await fetch(`${region.url}/no/such/path`);
    expect(region.requests()).toEqual([
      {
        service: 'sts',
        operation: 'GetCallerIdentity',
        mutating: false,
        status: 200,
        milliseconds: expect.any(Number),
        requestBytes: 43,
      },
      expect.objectContaining({ service: 'region', operation: 'unknown', status: 403 }),
    ]);
  });
});

/** The registry in the request log, and faults that tests script for it. */
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildImage, pushImage, pushManifest } from '../ecr/push-image.js';
import { startEcr, type TestEcr } from '../ecr/start-ecr.js';

let ecr: TestEcr;
beforeEach(async () => {
  ecr = await startEcr();
  await ecr.client.send(new CreateRepositoryCommand({ repositoryName: 'app' }));
});
afterEach(() => ecr.close());

it('names what was asked, also when it was refused', async () => {
  const image = buildImage();
  await pushImage(ecr, 'app', 'v1', image);
  await fetch(`${ecr.url}/v2/app/manifests/v1`, { method: 'HEAD' });
  await pushManifest(ecr, 'app', 'v1', '{');
  const seen = ecr.requests().filter(({ service }) => service === 'registry');
  expect(seen.map(({ operation, mutating, status }) => `${operation} ${mutating} ${status}`)).toEqual([
    'POST uploads true 201',
    'POST uploads true 201',
    'PUT manifest true 201',
    'HEAD manifest false 401',
    'PUT manifest true 405',
  ]);
  expect(seen[2]?.requestBytes).toBe(image.manifest.length);
});

it('fails as scripted, in the form of the distribution API, and then works again', async () => {
  const image = buildImage();
  const error = { code: 'TOOMANYREQUESTS', message: 'Rate exceeded', status: 429 };
  ecr.faults.add({ service: 'registry', operation: 'PUT manifest', error });
  await expect(pushImage(ecr, 'app', 'v1', image)).rejects.toThrow(
    '429 {"errors":[{"code":"TOOMANYREQUESTS","message":"Rate exceeded"}]}',
  );
  ecr.faults.add({ service: 'registry', operation: 'PUT manifest', reset: true });
  await expect(pushImage(ecr, 'app', 'v1', image)).rejects.toThrow('fetch failed');
  await pushImage(ecr, 'app', 'v1', image);
});

/** The registry client against our own region, with repositories and tokens from its ECR. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import { parseRepositoryName } from '../../../src/domain/image-reference.js';
import { startRegion } from '../../../src/region/server.js';
import { describeRegistryContract } from './registry-contract.js';

describeRegistryContract('the local region', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'lading-registry-contract-'));
  const region = await startRegion({ dataFolder, port: 0 });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const aws = createAwsAdapters({ region: region.settings.region, endpoint: region.url, credentials });
  const { credentials: login } = await aws.repositories.authorize();
  return {
    host: `127.0.0.1:${region.port}`,
    credentials: login,
    resumes: true,
    prepare: async (name) => void (await aws.repositories.create(parseRepositoryName(name), {})),
    async close() {
      aws.close();
      await region.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
});

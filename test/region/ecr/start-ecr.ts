/** A real ECR and registry on a loopback port of their own, over a data folder of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { type Blobs, openBlobs } from '../../../src/region/blobs.js';
import { createEcrService } from '../../../src/region/ecr/ecr-service.js';
import { type EcrDependencies, openEcrContext } from '../../../src/region/ecr/ecr-tables.js';
import { createFaults, type Faults } from '../../../src/region/faults.js';
import { answer } from '../../../src/region/front.js';
import { createRegistryService } from '../../../src/region/registry/registry-service.js';
import { createRequestLog } from '../../../src/region/request-log.js';
import type { LoggedRequest } from '../../../src/region/service.js';
import { openStore } from '../../../src/region/store.js';

export interface TestEcr {
  readonly host: string;
  readonly url: string;
  readonly folder: string;
  readonly client: ECRClient;
  readonly blobs: Blobs;
  readonly dependencies: EcrDependencies;
  readonly faults: Faults;
  requests(): LoggedRequest[];
  /** The region's clock; moves only when a test moves it. */
  readonly time: { now: number };
  /** `Basic …` of a fresh token. */
  authorization(): Promise<string>;
  context(): ReturnType<typeof openEcrContext>;
  close(): Promise<void>;
}

export interface TestEcrOptions {
  /** An existing data folder; it is then not removed on close. */
  readonly folder?: string;
  readonly now?: number;
  readonly activationDelay?: number;
}

export async function startEcr(options: TestEcrOptions = {}): Promise<TestEcr> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'lading-ecr-'));
  const server = createServer();
  server.requestTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const time = { now: options.now ?? Date.parse('2026-01-01T00:00:00Z') };
  const store = openStore(folder);
  const blobs = openBlobs(join(folder, 'blobs'));
  const settings = {
    account: '000000000000',
    region: 'us-east-1',
    activationDelay: options.activationDelay ?? 0,
    latency: 0,
    rolePropagation: 0,
    deletionDelay: 0,
    host,
  };
  const dependencies: EcrDependencies = { store, blobs, settings, clock: () => time.now };
  const services = [createEcrService(dependencies), createRegistryService(dependencies)];
  const log = createRequestLog();
  const faults = createFaults();
  server.on('request', (request, response) => {
    void answer(request, response, { services, log, faults, latency: 0 });
  });
  const client = new ECRClient({
    endpoint: `http://${host}`,
    region: settings.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    host,
    url: `http://${host}`,
    folder,
    client,
    blobs,
    dependencies,
    faults,
    requests: () => log.entries(),
    time,
    async authorization() {
      const { authorizationData } = await client.send(new GetAuthorizationTokenCommand());
      return `Basic ${authorizationData?.[0]?.authorizationToken}`;
    },
    context: () => openEcrContext(dependencies),
    async close() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      store.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true });
    },
  };
}

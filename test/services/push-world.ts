/** A region with repositories, the real archives and registry client, and a push as the pipeline makes it. */
import { createImageArchives } from '../../src/adapters/archive/image-archives.js';
import { createAwsAdapters } from '../../src/adapters/aws/aws-adapters.js';
import { createRegistryClient } from '../../src/adapters/registry/registry-client.js';
import { parseRepositoryName, parseRepositoryUri, type Tag } from '../../src/domain/image-reference.js';
import type { PushEvent, RegistryCredentials } from '../../src/ports/container-engine.js';
import type { Candidate } from '../../src/services/candidate.js';
import { createEffectLog, type EffectLog } from '../../src/services/effect-log.js';
import { findImage } from '../../src/services/find-image.js';
import { type PushedImage, pushImage } from '../../src/services/push-image.js';
import { startTestRegion, type TestRegion } from '../region/test-region.js';

export interface PushWorld {
  readonly region: TestRegion;
  readonly host: string;
  readonly credentials: RegistryCredentials;
  readonly registry: ReturnType<typeof createRegistryClient>;
  readonly archives: ReturnType<typeof createImageArchives>;
  readonly effects: EffectLog;
  /** What the push has told. */
  readonly events: PushEvent[];
  repository(name: string): Promise<void>;
  /** Looks what the repository has of it, and pushes the rest. */
  push(candidate: Candidate, name: string, options?: PushOptions): Promise<PushedImage>;
  /** Bodies that the region received since the last call, in bytes. */
  received(): number;
  close(): Promise<void>;
}

export interface PushOptions {
  /** Where the region is reached; by itself unless told. */
  readonly host?: string;
  readonly extraTags?: readonly Tag[];
  readonly signal?: AbortSignal;
}

export async function startPushWorld(signal?: AbortSignal): Promise<PushWorld> {
  const region = await startTestRegion();
  const { host } = region.settings;
  const login = { accessKeyId: 'local', secretAccessKey: 'local' };
  const aws = createAwsAdapters({
    region: region.settings.region,
    endpoint: region.url,
    credentials: login,
  });
  const { credentials } = await aws.repositories.authorize();
  const registry = createRegistryClient(signal ? { signal } : {});
  const archives = createImageArchives();
  const effects = createEffectLog();
  const events: PushEvent[] = [];
  const never = new AbortController().signal;
  let seen = 0;
  return {
    region,
    host,
    credentials,
    registry,
    archives,
    effects,
    events,
    repository: async (name) => void (await aws.repositories.create(parseRepositoryName(name), {})),
    async push(candidate, name, options = {}) {
      const uri = parseRepositoryUri(`${options.host ?? host}/${name}`);
      const place = { uri, tagMutability: 'MUTABLE', tagMutabilityExclusions: [] };
      const common = { candidate, architecture: 'x86_64', credentials } as const;
      const lookup = await findImage(
        { ...common, extraTags: options.extraTags ?? [], repository: place },
        registry,
      );
      return pushImage(
        { ...common, lookup, repository: uri },
        {
          registry,
          repositories: aws.repositories,
          archives,
          effects,
          engine: () => Promise.reject(new Error('no engine is asked')),
        },
        { onEvent: (event) => void events.push(event), warn: () => undefined, note: () => undefined },
        options.signal ?? signal ?? never,
      );
    },
    received() {
      const requests = region.requests().slice(seen);
      seen += requests.length;
      return requests.reduce((sum, { requestBytes }) => sum + requestBytes, 0);
    },
    async close() {
      await archives.close();
      aws.close();
      await region.close();
    },
  };
}

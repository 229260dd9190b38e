/** A region, an archive of docker save, and nobody where the engine would be: what tests of any image start from. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { scratchFolder } from '../adapters/archive/archive-fixtures.js';
import { uniqueImage } from '../servers/engine.js';
import { type ScriptedServer, startScriptedServer } from '../servers/scripted-http.js';
import { type RegionProcess, startRegionProcess } from './region-process.js';
import { document, type Run, runLading } from './run-lading.js';

export interface ImageScene {
  readonly region: RegionProcess;
  /** Working directory of every run. */
  readonly folder: string;
  /** Stands where the engine would be: nobody may come here. */
  readonly engine: ScriptedServer;
  /** Path of what `docker save` wrote; two layers. */
  readonly saved: string;
  readonly env: Readonly<Record<string, string>>;
  lading(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
  /** The document of a run with `--json` that has to succeed. */
  done<Result>(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Result>;
  /** Digest that the region's registry gives for a tag or digest. */
  inRegistry(name: string, reference: string): Promise<string | null>;
  close(): Promise<void>;
}

/** Flags of a function whose role is made. */
export function target(name: string): string[] {
  return ['--function', name, '--role', 'auto'];
}

export async function openImageScene(): Promise<ImageScene> {
  const folder = await scratchFolder();
  const engine = await startScriptedServer(() => ({ status: 500 }));
  const region = await startRegionProcess(join(folder, 'region'), ['--port', '0']);
  const saved = join(folder, 'saved.tar');
  const id = await uniqueImage([
    'COPY Dockerfile /var/task/handler',
    'WORKDIR /var/task',
    'ENTRYPOINT ["/bin/busybox", "true"]',
  ]);
  execFileSync('docker', ['save', id, '-o', saved]);
  const env = {
    AWS_ENDPOINT_URL: region.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    DOCKER_HOST: engine.url.replace('http:', 'tcp:'),
  };
  const lading: ImageScene['lading'] = (args, more = {}) =>
    runLading(args, { cwd: folder, env: { ...env, ...more } });
  return {
    region,
    folder,
    engine,
    saved,
    env,
    lading,
    async done<Result>(args: readonly string[], more?: Readonly<Record<string, string>>) {
      const run = await lading([...args, '--json'], more);
      expect(run.code, run.stdout + run.stderr).toBe(0);
      return document<Result>(run);
    },
    inRegistry: (name, reference) => digestIn(region, name, reference),
    async close() {
      await region.stop();
      await engine.close();
    },
  };
}

async function digestIn(region: RegionProcess, name: string, reference: string): Promise<string | null> {
  const response = await fetch(`${region.url}/`, {
    method: 'POST',
    headers: {
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
      'content-type': 'application/x-amz-json-1.1',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/ecr/aws4_request',
    },
    body: '{}',
  });
  const { authorizationData } = (await response.json()) as {
    authorizationData: { authorizationToken: string }[];
  };
  const types = [
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
  ];
  const found = await fetch(`${region.url}/v2/${name}/manifests/${reference}`, {
    headers: {
      authorization: `Basic ${authorizationData[0]?.authorizationToken}`,
      accept: types.join(', '),
    },
  });
  return found.headers.get('docker-content-digest');
}

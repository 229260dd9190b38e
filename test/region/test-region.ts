/** A whole local region in this process, with SDK clients and a way to push images. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRepositoryCommand, ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';
import { digestOf } from '../../src/domain/digest.js';
import { type RegionOptions, type RunningRegion, startRegion } from '../../src/region/server.js';
import { type BuiltImage, buildImage } from './ecr/push-image.js';

export interface TestRegion extends RunningRegion {
  readonly dataFolder: string;
  /** Milliseconds since the epoch. */
  now(): number;
  /** The region's time stands still but for this: milliseconds to let pass. */
  advance(milliseconds: number): void;
  /** Lets every change that is under way end. */
  settle(): void;
  readonly lambda: LambdaClient;
  readonly iam: IAMClient;
  readonly sts: STSClient;
  readonly ecr: ECRClient;
  /** Pushes an image, by default a new one, and returns its URI by tag. The repository is created when missing. */
  push(repository: string, tag: string, image?: BuiltImage): Promise<string>;
  /** A role that trusts a service, by default Lambda; its ARN. */
  role(name: string, service?: string): Promise<string>;
  /** Gives a role policies of AWS's own, e.g. `AmazonSQSFullAccess`. */
  attach(role: string, ...policies: string[]): Promise<void>;
}

export interface TestRegionOptions extends Partial<RegionOptions> {
  /** Kept on close, for tests that start a folder again. */
  readonly keepFolder?: boolean;
  /** The region's time at the start; default now. */
  readonly startAt?: number;
}

/** Port 0, no waiting for roles, and a second of activation delay unless asked otherwise. */
export async function startTestRegion(options: TestRegionOptions = {}): Promise<TestRegion> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'lading-region-'));
  let now = options.startAt ?? Date.now();
  const clock = () => now;
  const defaults = { port: 0, activationDelay: 1000, rolePropagation: 0, clock };
  const region = await startRegion({ ...defaults, ...options, dataFolder });
  const config = {
    endpoint: region.url,
    region: region.settings.region,
    credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const clients = {
    lambda: new LambdaClient(config),
    iam: new IAMClient(config),
    sts: new STSClient(config),
    ecr: new ECRClient(config),
  };
  return {
    ...region,
    ...clients,
    dataFolder,
    now: clock,
    advance(milliseconds) {
      now += milliseconds;
    },
    settle() {
      now += region.settings.activationDelay;
    },
    async push(repository, tag, image = buildImage()) {
      await pushImage(region.url, clients.ecr, repository, tag, image);
      return `${region.settings.host}/${repository}:${tag}`;
    },
    async role(name, service = 'lambda.amazonaws.com') {
      const statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
      const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      const created = await clients.iam.send(
        new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: document }),
      );
      return created.Role?.Arn ?? '';
    },
    async attach(role, ...policies) {
      for (const policy of policies) {
        const PolicyArn = `arn:aws:iam::aws:policy/${policy}`;
        await clients.iam.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn }));
      }
    },
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await region.close();
      if (!options.keepFolder) rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

async function pushImage(
  url: string,
  ecr: ECRClient,
  repository: string,
  tag: string,
  image: BuiltImage,
): Promise<void> {
  await ecr.send(new CreateRepositoryCommand({ repositoryName: repository })).catch((error: Error) => {
    if (error.name !== 'RepositoryAlreadyExistsException') throw error;
  });
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand());
  const headers = { authorization: `Basic ${authorizationData?.[0]?.authorizationToken}` };
  for (const blob of image.blobs) {
    await expectCreated(
      fetch(`${url}/v2/${repository}/blobs/uploads/?digest=${digestOf(blob)}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/octet-stream' },
        body: blob,
      }),
    );
  }
  const mediaType = (JSON.parse(image.manifest) as { mediaType: string }).mediaType;
  await expectCreated(
    fetch(`${url}/v2/${repository}/manifests/${tag}`, {
      method: 'PUT',
      headers: { ...headers, 'content-type': mediaType },
      body: image.manifest,
    }),
  );
}

async function expectCreated(pending: Promise<Response>): Promise<void> {
  const response = await pending;
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
}

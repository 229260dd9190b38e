/** Issue 3 item 8, case 18: images of another account, behind a pull through cache rule, and tags that moved, under ECR's own names. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { DeployResult } from '../../../src/pipeline/deploy-result.js';
import type { FaultRequest } from '../../../src/region/faults.js';
import { fileOf, randomLayer, savedImage, tarOf } from '../../adapters/archive/archive-fixtures.js';
import { startTestRegion, type TestRegion } from '../../region/test-region.js';
import { awsCli } from '../../servers/aws-cli.js';
import { type AwsLike, describeAwsLike, startAwsLike } from '../../servers/aws-like.js';
import { type DockerRegistry, startDockerRegistry } from '../../servers/docker-registry.js';
import { addEcrHost, type EcrHost } from '../../servers/ecr-host.js';
import { needing } from '../../servers/needing.js';
import { document, type Run, runLading } from '../run-lading.js';

const { it } = needing('skopeo');

const owner = '210987654321';
const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-a-secret-of-anybody' };

interface WarningList {
  readonly warnings: { readonly id: string; readonly message: string; readonly suggestions: string[] }[];
}

describeAwsLike('images of other places', () => {
  let aws: AwsLike;
  /** Answers as ECR does for what moto does not know; the registry is the same. */
  let region: TestRegion;
  let foreign: EcrHost;
  let foreignRegistry: DockerRegistry;
  let folder: string;
  let login: { username: string; password: string };
  let digests: { v1: string; v2: string };

  beforeAll(async () => {
    aws = await startAwsLike();
    folder = await mkdtemp(join(tmpdir(), 'lading-other-places-'));
    foreign = addEcrHost(`${owner}.dkr.ecr.${aws.region}.amazonaws.com`, folder);
    // ECR's token is good in every account of the region.
    login = { username: 'AWS', password: `${aws.account}-auth-token` };
    foreignRegistry = await startDockerRegistry({ login, tls: foreign, address: foreign.address, port: 443 });
    const certificates = [aws.certificate, foreign.certificate].map((path) => readFile(path, 'utf8'));
    await writeFile(join(folder, 'all.crt'), (await Promise.all(certificates)).join(''));
    region = await startTestRegion({ account: aws.account, region: aws.region, clock: Date.now });
    digests = { v1: await store('v1'), v2: await store('v2') };
  });
  afterAll(async () => {
    foreign?.remove();
    await Promise.all([foreignRegistry?.close(), region?.close(), aws?.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** A new image under a tag, in both registries; its digest. */
  async function store(tag: string): Promise<string> {
    const path = await fileOf(await tarOf(savedImage([await randomLayer()])));
    const digestFile = join(folder, 'digest');
    const credentials = ['--dest-creds', `${login.username}:${login.password}`, '--dest-tls-verify=false'];
    for (const name of [`${foreign.name}/team/app`, `${aws.host}/docker-hub/app`])
      execFileSync('skopeo', [
        'copy',
        '--insecure-policy',
        '-q',
        '--digestfile',
        digestFile,
        ...credentials,
        `docker-archive:${path}`,
        `docker://${name}:${tag}`,
      ]);
    return readFile(digestFile, 'utf8');
  }

  function lading(endpoint: string, ...args: string[]): Promise<Run> {
    return runLading([...args, '--json'], {
      cwd: folder,
      env: {
        ...keys,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: aws.region,
        NODE_EXTRA_CA_CERTS: join(folder, 'all.crt'),
      },
    });
  }

  /** `plan` of an image, where ECR's answers are these besides; its warnings. Nothing is changed. */
  async function warningsFor(image: string, ...answers: FaultRequest[]): Promise<WarningList['warnings']> {
    region.faults.clear();
    const authorizationToken = Buffer.from(`AWS:${login.password}`).toString('base64');
    const data = { authorizationToken, proxyEndpoint: `https://${aws.host}` };
    for (const fault of [
      { operation: 'GetAuthorizationToken', answer: { authorizationData: [data] } },
      ...answers,
    ])
      region.faults.add({ ...fault, times: 9 });
    const before = region.requests().length;
    const run = await lading(region.url, 'plan', '--function', 'app', '--role', 'auto', '--image', image);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(
      region
        .requests()
        .slice(before)
        .filter(({ mutating }) => mutating),
    ).toEqual([]);
    return document<WarningList>(run).warnings;
  }

  const answering = (operation: string, body: object): FaultRequest => ({
    operation,
    respond: { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(body) },
  });

  const policyOf = (...statements: object[]): FaultRequest =>
    answering('GetRepositoryPolicy', {
      policyText: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
    });

  it('deploys an image of another account by its digest, and makes and changes no repository', async () => {
    const image = `${foreign.name}/team/app:v1`;
    const run = await lading(aws.endpoint, 'deploy', '--function', 'app', '--role', 'auto', '--image', image);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(document<DeployResult>(run)).toMatchObject({
      repository: { uri: `${foreign.name}/team/app`, action: 'unchanged' },
      image: { tag: 'v1', digest: digests.v1, uri: `${foreign.name}/team/app@${digests.v1}` },
      functions: [{ action: 'created', state: 'Active' }],
    });
    const cli = awsCli(aws.endpoint, aws.region);
    expect(await cli('ecr', 'describe-repositories')).toEqual({ repositories: [] });
    const found = await cli('lambda', 'get-function', '--function-name', 'app');
    expect(found.Code).toMatchObject({ ImageUri: `${foreign.name}/team/app@${digests.v1}` });
  });

  it('puts no tag into another account', async () => {
    const image = `${foreign.name}/team/app:v1`;
    const run = await lading(aws.endpoint, 'deploy', '--function', 'app', '--image', image, '--tag', 'mine');
    expect(run.code).toBe(2);
    expect(run.stdout).toContain('belongs to another account');
  });

  it('warns of a policy without the statement for Lambda, with the statement to add', async () => {
    const account = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${aws.account}:root` },
      Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    };
    const found = await warningsFor(`${foreign.name}/team/app:v1`, policyOf(account));
    const warning = found.find(({ id }) => id === 'B3');
    expect(warning?.message).toContain('works today');
    expect(warning?.message).toContain('when the function goes Inactive');
    expect(JSON.stringify(warning)).toContain(`arn:aws:lambda:${aws.region}:${aws.account}:function:*`);
  });

  it('warns of nothing where the owner lets nobody look', async () => {
    const denied = { code: 'AccessDeniedException', message: 'not authorized', status: 400 };
    const found = await warningsFor(
      `${foreign.name}/team/app:v1`,
      { operation: 'DescribeRepositories', error: denied },
      { operation: 'GetRepositoryPolicy', error: denied },
    );
    expect(found.filter(({ id }) => id === 'B3')).toEqual([]);
  });

  it('says that a tag has moved away from the digest beside it', async () => {
    const found = await warningsFor(`${foreign.name}/team/app:v2@${digests.v1}`);
    expect(found.map(({ message }) => message).join('\n')).toContain(
      `Tag v2 names ${digests.v2.slice(0, 19)} now; the digest counts: ${digests.v1.slice(0, 19)}.`,
    );
    expect(await warningsFor(`${foreign.name}/team/app:v1@${digests.v1}`)).not.toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('the digest counts') }),
    );
  });

  it('warns of a repository behind a pull through cache rule, and says so of an image that is not cached', async () => {
    const rules = answering('DescribePullThroughCacheRules', {
      pullThroughCacheRules: [{ ecrRepositoryPrefix: 'docker-hub' }],
    });
    const found = await warningsFor(`${aws.host}/docker-hub/app:v1`, rules);
    expect(found.map(({ message }) => message).join('\n')).toContain('pull through cache rule docker-hub');
    const image = `${aws.host}/docker-hub/app:none`;
    const run = await lading(region.url, 'plan', '--function', 'app', '--role', 'auto', '--image', image);
    expect(run.code).toBe(4);
    const { error } = document<{ error: { code: string; message: string; suggestions: string[] } }>(run);
    expect(error.code).toBe('IMAGE_NOT_FOUND');
    expect(error.message).toContain('pull through cache rule docker-hub');
    expect(error.suggestions[0]).toContain(`lading push --from ${image}`);
  });
});

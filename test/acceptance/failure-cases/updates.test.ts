/** failures.md section 5, the cases about updating: order, conflicts of others, versions, package types. */
import { BatchDeleteImageCommand } from '@aws-sdk/client-ecr';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  GetAliasCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DeployResult } from '../../../src/pipeline/deploy-result.js';
import { emptyZip } from '../../region/conformance/session.js';
import { document } from '../run-lading.js';
import { openScene, type Scene } from './scene.js';

let scene: Scene;

beforeAll(async () => {
  // Every change takes a while, in which any other change is a conflict.
  scene = await openScene({ activationDelay: 300 });
});
afterEach(() => scene.region.faults.clear());
afterAll(() => scene?.close());

/** The requests of one run. */
async function requestsOf(args: readonly string[]) {
  const before = scene.region.requests().length;
  const run = await scene.lading([...args, '--json']);
  const requests = scene.region.requests().slice(before);
  return {
    run,
    requests,
    changed: requests.filter(({ mutating }) => mutating).map(({ operation }) => operation),
  };
}

/** Active, with what was made with it settled. */
async function settled(name: string): Promise<void> {
  await scene.existing(name);
  await new Promise((resolve) => setTimeout(resolve, 350));
}

describe('case 3: current image deleted', () => {
  it('gives the code first, at once, and the configuration after it', async () => {
    await scene.region.push('doomed', 'v1', scene.images.v1);
    const uri = `${scene.region.settings.host}/doomed@${scene.images.v1.digest}`;
    await scene.region.lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'case-3',
        Role: scene.role,
        PackageType: 'Image',
        Code: { ImageUri: uri },
      }),
    );
    await scene.region.ecr.send(
      new BatchDeleteImageCommand({
        repositoryName: 'doomed',
        imageIds: [{ imageDigest: scene.images.v1.digest }],
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 350));
    const { run, requests, changed } = await requestsOf(scene.deploy('case-3', 'v2', '--memory', '512'));
    expect(run.code, run.stdout).toBe(0);
    expect(changed).toEqual([
      'SetRepositoryPolicy',
      'UpdateFunctionCode',
      'UpdateFunctionConfiguration',
      'PublishVersion',
      'CreateAlias',
    ]);
    const lambda = requests.filter(({ service }) => service === 'lambda').map(({ operation }) => operation);
    // One look at the function and one at its alias, and no waiting for a function that only new code can wake.
    expect(lambda.slice(0, lambda.indexOf('UpdateFunctionCode')).sort()).toEqual([
      'GetAlias',
      'GetFunction',
      'GetFunction',
    ]);
    expect(requests.filter(({ status }) => status === 409)).toEqual([]);
  });
});

describe('case 14: configuration and code back to back', () => {
  it('one change at a time: no conflict of our own making', async () => {
    await settled('case-14');
    const { run, requests, changed } = await requestsOf(
      scene.deploy('case-14', 'v2', '--memory', '512', '--description', 'other'),
    );
    expect(run.code, run.stdout).toBe(0);
    expect(changed).toContain('UpdateFunctionCode');
    expect(changed).toContain('UpdateFunctionConfiguration');
    expect(requests.filter(({ status }) => status === 409)).toEqual([]);
  });

  it('tags too wait for their turn', async () => {
    await settled('case-14-tags');
    const text = `name: tagged\nfunctions:\n  case-14-tags: { role: "${scene.role}", memorySize: 256, tags: { team: a } }\n`;
    await scene.project.write('tags.yaml', text);
    const args = ['deploy', '--config', 'tags.yaml', '--image', `${scene.repository}:v2`];
    const { run, requests, changed } = await requestsOf(args);
    expect(run.code, run.stdout).toBe(0);
    expect(changed).toContain('TagResource');
    expect(requests.filter(({ status }) => status === 409)).toEqual([]);
  });

  it('somebody else’s conflict is waited out', async () => {
    await settled('case-14-foreign');
    // Their change begins just before ours, which is refused until it has ended.
    scene.fault({
      operation: 'UpdateFunctionCode',
      first: {
        method: 'PUT',
        url: '/2015-03-31/functions/case-14-foreign/configuration',
        body: { Description: 'theirs' },
      },
    });
    const { run, requests } = await requestsOf(scene.deploy('case-14-foreign', 'v2'));
    expect(run.code, run.stdout).toBe(0);
    expect(requests.filter(({ status }) => status === 412 || status === 409)).not.toEqual([]);
    expect(document<DeployResult>(run).functions[0]?.codeSha256).toBe(
      scene.images.v2.digest.replace('sha256:', ''),
    );
  });

  it('but twice changed is a stop', async () => {
    await settled('case-14-twice-json');
    await settled('case-14-twice-text');
    await scene.refuses({ code: 'FUNCTION_CHANGED_MEANWHILE', exit: 4, says: [/Revision Id/] }, (face) => {
      const url = `/2015-03-31/functions/case-14-twice-${face}/configuration`;
      for (const Description of ['theirs', 'theirs again']) {
        const first = { method: 'PUT' as const, url, body: { Description } };
        scene.fault({ operation: 'UpdateFunctionCode', first });
      }
      return scene.deploy(`case-14-twice-${face}`, 'v2');
    });
  });

  it('a function that somebody else creates in between is updated instead', async () => {
    const Code = { ImageUri: `${scene.repository}@${scene.images.v1.digest}` };
    scene.fault({
      operation: 'CreateFunction',
      first: {
        method: 'POST',
        url: '/2015-03-31/functions',
        body: { FunctionName: 'case-14-raced', Role: scene.role, PackageType: 'Image', Code },
      },
    });
    const { run, changed } = await requestsOf(scene.deploy('case-14-raced', 'v2'));
    expect(run.code, run.stdout).toBe(0);
    expect(changed.filter((name) => /Function/.test(name))).toEqual([
      'CreateFunction',
      'CreateFunction',
      'UpdateFunctionCode',
    ]);
  });
});

describe('case 15: an alias and a version that is not Active yet', () => {
  /** A function with version 1 behind `live`, which also sends a tenth elsewhere. */
  async function released(name: string): Promise<void> {
    await settled(name);
    const { lambda } = scene.region;
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: name }));
    await lambda.send(new CreateAliasCommand({ FunctionName: name, Name: 'live', FunctionVersion: Version }));
  }
  const aliasOf = (FunctionName: string) =>
    scene.region.lambda.send(new GetAliasCommand({ FunctionName, Name: 'live' }));
  /** What is read of version 2; PublishVersion says Pending already. */
  const versionIs = (name: string, Configuration: object, times: number): void => {
    scene.fault({ operation: 'PublishVersion', answer: { State: 'Pending' } });
    const url = `/functions/${name}?Qualifier=2`;
    scene.fault({ operation: 'GetFunction', url, times, answer: { Configuration } });
  };

  it('moves only when the version is Active', async () => {
    await released('case-15');
    versionIs('case-15', { State: 'Pending' }, 3);
    const { run, requests } = await requestsOf(scene.deploy('case-15', 'v2'));
    expect(run.code, run.stdout).toBe(0);
    const lambda = requests.map(({ operation }) => operation);
    const published = lambda.indexOf('PublishVersion');
    const moved = lambda.indexOf('UpdateAlias');
    expect(lambda.slice(published, moved).filter((name) => name === 'GetFunction').length).toBeGreaterThan(3);
    expect((await aliasOf('case-15')).FunctionVersion).toBe('2');
  });

  it('stays when the version fails', async () => {
    await released('case-15-failed-json');
    await released('case-15-failed-text');
    const failure = {
      State: 'Failed',
      StateReason: 'The function does not have permission to access the specified image.',
      StateReasonCode: 'ImageAccessDenied',
    };
    await scene.refuses({ code: 'FUNCTION_FAILED', exit: 4, says: ['ImageAccessDenied'] }, (face) => {
      versionIs(`case-15-failed-${face}`, failure, 9);
      return scene.deploy(`case-15-failed-${face}`, 'v2');
    });
    expect((await aliasOf('case-15-failed-json')).FunctionVersion).toBe('1');
  });

  it('ends with one version: weights are cleared', async () => {
    await released('case-15-weights');
    await scene.lading(scene.deploy('case-15-weights', 'v2'));
    const { lambda } = scene.region;
    const { UpdateAliasCommand } = await import('@aws-sdk/client-lambda');
    await lambda.send(
      new UpdateAliasCommand({
        FunctionName: 'case-15-weights',
        Name: 'live',
        FunctionVersion: '1',
        RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } },
      }),
    );
    const run = await scene.lading([...scene.deploy('case-15-weights', 'v2'), '--json']);
    expect(run.code, run.stdout).toBe(0);
    expect(await aliasOf('case-15-weights')).toMatchObject({ FunctionVersion: '2' });
    expect((await aliasOf('case-15-weights')).RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({});
  });
});

describe('case 17: an existing Zip function with the same name', () => {
  it('is told what recreating it would lose, and is left alone', async () => {
    await scene.region.lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'case-17',
        Role: scene.role,
        Runtime: 'python3.12',
        Handler: 'a.b',
        Code: { ZipFile: emptyZip },
      }),
    );
    scene.changes();
    const error = await scene.refuses({ code: 'PACKAGE_TYPE_ZIP', exit: 4, says: ['case-17', 'Zip'] }, () =>
      scene.deploy('case-17', 'v1'),
    );
    expect(error.suggestions.join()).toMatch(/versions, aliases, URL, policy, event source mappings/);
    expect(scene.changes()).toEqual([]);
  });
});

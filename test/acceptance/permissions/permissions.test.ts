/** Issue 3: docs/permissions.md lists the IAM actions that each command was seen to use. `-u` writes it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomLayer, savedImage, tarOf } from '../../adapters/archive/archive-fixtures.js';
import { openScene, type Scene } from '../failure-cases/scene.js';
import { startRunning } from '../logs/log-scene.js';
import { forgetImages } from '../run/forget-image.js';
import { actionsOf } from './iam-actions.js';
import { type Occasion, renderPermissions } from './render-permissions.js';

const page = fileURLToPath(new URL('../../../docs/permissions.md', import.meta.url));

let scene: Scene;
const occasions: Occasion[] = [];

beforeAll(async () => {
  scene = await openScene({ activationDelay: 50, rolePropagation: 0 });
  const { iam } = scene.region;
  for (const policy of ['service-role/AWSLambdaVPCAccessExecutionRole', 'AmazonSQSFullAccess'])
    await iam.send(
      new AttachRolePolicyCommand({ RoleName: 'app', PolicyArn: `arn:aws:iam::aws:policy/${policy}` }),
    );
});
afterAll(() => scene?.close());

const plain = (role: string, ...settings: string[]): string =>
  `name: shop\nfunctions:\n  shop:\n    role: ${role}\n${settings.map((line) => `    ${line}\n`).join('')}`;
const queue = 'arn:aws:sqs:eu-west-1:123456789012:orders';
const around = {
  set: [
    'tags: { team: shop }',
    'recursion: Allow',
    'logRetention: 14',
    'reservedConcurrency: 10',
    'provisionedConcurrency: 2',
    'asyncInvoke: { maximumRetryAttempts: 0 }',
    'permissions: [{ statementId: uploads, principal: s3.amazonaws.com, sourceAccount: "123456789012" }]',
    'functionUrl: { authType: AWS_IAM }',
    `eventSources: [{ arn: "${queue}" }]`,
  ],
  changed: [
    'tags: { team: other }',
    'recursion: Terminate',
    'logRetention: 30',
    'reservedConcurrency: 20',
    'provisionedConcurrency: 3',
    'asyncInvoke: { maximumRetryAttempts: 1 }',
    'permissions: [{ statementId: uploads, principal: sns.amazonaws.com, sourceAccount: "123456789012" }]',
    'functionUrl: { authType: NONE }',
    `eventSources: [{ arn: "${queue}", batchSize: 5 }]`,
  ],
  removed: [
    'tags: { team: null }',
    'logRetention: false',
    'reservedConcurrency: false',
    'provisionedConcurrency: false',
    'asyncInvoke: false',
    'permissions: []',
    'functionUrl: false',
    'eventSources: []',
  ],
};

/** Runs a command and writes down what it asked for. */
async function run(when: string, [command = '', ...args]: readonly string[]): Promise<void> {
  const before = scene.region.requests().length;
  const ended = await scene.lading([command, ...args]);
  expect(ended.code, `${command}, ${when}: ${ended.stderr}`).toBe(0);
  occasions.push({ command, when, actions: actionsOf(scene.region.requests().slice(before)) });
}

/** Following goes on until it is interrupted. */
async function follow(): Promise<void> {
  const before = scene.region.requests().length;
  const log = startRunning(['logs', 'shop', '--follow'], scene.project.folder, scene.env);
  const seen = () => scene.region.requests().slice(before);
  while (!seen().some(({ operation }) => operation === 'StartLiveTail'))
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await log.interrupt()).code).toBe(130);
  occasions.push({ command: 'logs', when: 'with --follow', actions: actionsOf(seen()) });
}

/** The image holds nothing that could be started, which ends with 4 once it was pulled and tried. */
async function runDeployed(): Promise<void> {
  const before = scene.region.requests().length;
  await scene.project.write('event.json', '{}');
  const ended = await scene.lading(['run', '--like', 'shop', '--event', 'event.json']);
  expect([ended.code, ended.stderr]).toEqual([4, expect.stringContaining('INVOCATION_FAILED')]);
  const actions = actionsOf(scene.region.requests().slice(before));
  occasions.push({ command: 'run', when: 'what is deployed (--like, or an image of ECR)', actions });
  await forgetImages(scene.region.settings.host);
}

async function settings(text: string): Promise<void> {
  await scene.project.write('lading.yaml', text);
}

async function newImage(): Promise<string[]> {
  const layer = await randomLayer();
  await writeFile(join(scene.project.folder, 'image.tar'), await tarOf(savedImage([layer])));
  return ['--archive', 'image.tar'];
}

it('is what the commands ask for', async () => {
  await settings(plain('auto'));
  const image = await newImage();
  await run('repository, role and function are new', ['deploy', ...image]);
  await run('nothing has changed', ['deploy', ...image]);
  await run('always', ['plan', ...image]);
  await run('always', ['status']);
  await settings(plain('auto', 'memorySize: 256'));
  await run('settings have changed', ['deploy', ...image]);
  await run('the code has changed', ['deploy', ...(await newImage())]);
  await settings(plain(scene.role, ...around.set));
  for (const setting of Object.values(around)) {
    await settings(plain(scene.role, ...setting));
    await run('what hangs on a function has changed', ['deploy', ...image]);
  }
  await settings(`${plain('auto')}repository: { keepImages: 1 }\n`);
  await run('keepImages is set and an image unused', ['deploy', ...(await newImage())]);
  await settings(`${plain('auto')}repository: { keepImages: false }\n`);
  await run('keepImages is taken away', ['deploy', ...image]);
  await settings(plain('auto'));
  scene.fault({ service: 'lambda', operation: 'Invoke', respond: { body: '1' } });
  await run('always', ['invoke', 'shop', '{}']);
  await runDeployed();
  await run('always', ['history']);
  await run('always', ['rollback', '--yes']);
  await settings(plain('auto', 'alias: false'));
  await run('callers use $LATEST, or no version runs the image', ['rollback', '--yes']);
  await settings(plain('auto'));
  await run('always', ['push', ...(await newImage()), '--repository', 'pushed', '--tag', 'v1']);
  await run('always', ['check', `${scene.region.settings.host}/pushed:v1`]);
  await run('always', ['logs', 'shop']);
  await follow();
  await run('always', ['prune', '--yes', '--keep', '1', '--older-than', '0s']);
  await run('always', ['destroy', '--yes', '--images', '--logs']);
  const order = [
    'always',
    'nothing has changed',
    'settings have changed',
    'the code has changed',
    'repository, role and function are new',
    'what hangs on a function has changed',
    'keepImages is set and an image unused',
    'keepImages is taken away',
    'with --follow',
    'callers use $LATEST, or no version runs the image',
    'what is deployed (--like, or an image of ECR)',
  ];
  const sorted = [...occasions].sort((a, b) => order.indexOf(a.when) - order.indexOf(b.when));
  const byCommand = sorted.sort((a, b) => a.command.localeCompare(b.command));
  await expect(renderPermissions(byCommand)).toMatchFileSnapshot(page);
});

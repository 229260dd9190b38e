/** Brings one text before the command line, in the way that a provocation says. */
import { answering, startFakeEngine, streaming } from '../../servers/fake-engine.js';
import { startEngineWith } from '../../servers/pretended-image.js';
import type { Run } from '../run-lading.js';
import type { Provocation, Way } from './provocations.js';
import type { Scene } from './scene.js';

interface Provoked {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly close?: () => Promise<void>;
}

/** One run that meets the text. `name` is a function, or repository, that no other run uses; `face` are further flags. */
export async function provoked(
  scene: Scene,
  provocation: Provocation,
  text: string,
  name: string,
  ...face: string[]
): Promise<Run> {
  const words = { ...spoken(text, provocation), provocation, name };
  const { args, env, close } = await ways[provocation.way](scene, words);
  try {
    return await scene.lading([...args, ...face], env);
  } finally {
    scene.region.faults.clear();
    await close?.();
  }
}

interface Words {
  readonly provocation: Provocation;
  readonly name: string;
  readonly error: { readonly code: string; readonly message: string; readonly status: number };
}

const statuses: readonly [RegExp, number][] = [
  [/^AccessDenied/, 403],
  [/^ResourceNotFound/, 404],
  [/^ResourceConflict|^CodeArtifact/, 409],
  [/^Precondition/, 412],
  [/^TooManyRequests/, 429],
  [/^ServiceException/, 500],
];

/** Some texts are recorded with the error's name in front. */
function spoken(text: string, { name, status }: Provocation): Pick<Words, 'error'> {
  const [, prefix, rest] = /^([A-Z]\w+Exception): (.*)$/s.exec(text) ?? [];
  const code = prefix ?? name ?? 'InvalidParameterValueException';
  const usual = statuses.find(([names]) => names.test(code))?.[1] ?? 400;
  return { error: { code, message: rest ?? text, status: status ?? usual } };
}

type Arrange = (scene: Scene, words: Words) => Promise<Provoked>;

/** Patience of a second: what is retried, such as a role that may be fresh, ends in time. */
const patience = ['--wait-timeout', '1s'];

const ways: Readonly<Record<Way, Arrange>> = {
  read: refusedAt('GetFunction', 'v1'),
  create: refusedAt('CreateFunction', 'v1'),
  code: refusedUpdate('UpdateFunctionCode', 'v2'),
  configuration: refusedUpdate('UpdateFunctionConfiguration', 'v1', '--memory', '777'),
  version: refusedUpdate('PublishVersion', 'v2'),
  alias: refusedUpdate('CreateAlias', 'v2'),
  permission: refusedAttachment(
    'AddPermission',
    'permissions: [{ statementId: s1, principal: s3.amazonaws.com, sourceAccount: "123456789012" }]',
  ),
  url: refusedAttachment('CreateFunctionUrlConfig', 'functionUrl: { authType: AWS_IAM }'),
  'event-source': refusedAttachment(
    'CreateEventSourceMapping',
    'eventSources: [{ arn: "arn:aws:sqs:eu-west-1:123456789012:orders" }]',
  ),
  'async-invoke': refusedAttachment(
    'PutFunctionEventInvokeConfig',
    'asyncInvoke: { maximumRetryAttempts: 1 }',
  ),
  concurrency: refusedAttachment('PutFunctionConcurrency', 'reservedConcurrency: 5'),
  'failed-create': reason((code, text) => ({ State: 'Failed', StateReason: text, StateReasonCode: code })),
  inactive: reason((code, text) => ({
    State: 'Inactive',
    StateReason: text,
    StateReasonCode: code,
    LastUpdateStatus: 'Successful',
  })),
  'failed-update': async (scene, words) => {
    await scene.existing(words.name);
    return reason(
      (code, text) => ({
        LastUpdateStatus: 'Failed',
        LastUpdateStatusReason: text,
        LastUpdateStatusReasonCode: code,
      }),
      'v2',
    )(scene, words);
  },
  async logs(scene, { name, error }) {
    await scene.existing(name);
    scene.fault({ service: 'logs', operation: 'FilterLogEvents', times: 50, error });
    return { args: ['logs', name] };
  },
  async repository(scene, words) {
    scene.fault({ service: 'ecr', operation: 'CreateRepository', times: 50, error: words.error });
    return pushing(scene, words.name, '');
  },
  async policy(scene, { name, error }) {
    await scene.region.push(name, 'v1');
    scene.fault({ service: 'ecr', operation: 'SetRepositoryPolicy', times: 50, error });
    const image = ['--image', `${scene.region.settings.host}/${name}:v1`];
    return { args: ['deploy', '--function', name, '--role', scene.role, ...image] };
  },
  async manifest(scene, { name, error }) {
    scene.fault({ service: 'registry', operation: 'PUT manifest', times: 50, error });
    return { args: scene.deploy(name, 'v1', '--tag', name) };
  },
  push: (scene, { error }) => pushing(scene, 'app', error.message),
  async build(_scene, { error }) {
    const image = await startFakeEngine({ 'POST /build': streaming([line({ error: error.message })]) });
    return { args: ['build', '--function', 'any'], env: { DOCKER_HOST: image.host }, close: image.close };
  },
  async ping(scene, { error }) {
    if (/sock/.test(error.message)) {
      const DOCKER_HOST = `unix://${scene.project.folder}/docker.sock`;
      return { args: ['build', '--function', 'any'], env: { DOCKER_HOST } };
    }
    const fake = await startFakeEngine({ 'GET /version': answering({ message: error.message }, 400) });
    return { args: ['build', '--function', 'any'], env: { DOCKER_HOST: fake.host }, close: fake.close };
  },
};

function refusedAt(operation: string, tag: 'v1' | 'v2', ...more: string[]): Arrange {
  return async (scene, { name, error }) => {
    scene.fault({ service: 'lambda', operation, times: 50, error });
    return { args: scene.deploy(name, tag, ...patience, ...more) };
  };
}

function refusedUpdate(operation: string, tag: 'v1' | 'v2', ...more: string[]): Arrange {
  return async (scene, words) => {
    await scene.existing(words.name);
    return refusedAt(operation, tag, ...more)(scene, words);
  };
}

function refusedAttachment(operation: string, setting: string): Arrange {
  return async (scene, words) => {
    const file = `${words.name}.yaml`;
    const text = `name: ${words.name}\nfunctions:\n  ${words.name}:\n    role: ${scene.role}\n    ${setting}\n`;
    await scene.project.write(file, text);
    scene.fault({ service: 'lambda', operation, times: 50, error: words.error });
    return { args: ['deploy', '--config', file, '--image', `${scene.repository}:v1`, ...patience] };
  };
}

/** The first look at the function and at its alias is left alone; what is waited for has the state. */
function reason(state: (code: string, text: string) => object, tag: 'v1' | 'v2' = 'v1'): Arrange {
  return async (scene, { name, error, provocation }) => {
    const Configuration = state(provocation.name ?? '', error.message);
    const url = `/functions/${name}`;
    scene.fault({ operation: 'GetFunction', url, after: 2, times: 50, answer: { Configuration } });
    return { args: scene.deploy(name, tag, ...patience) };
  };
}

/** An image that only an engine has, whose push ends with the text. */
async function pushing(scene: Scene, repository: string, text: string): Promise<Provoked> {
  const uri = `${scene.region.settings.host}/${repository}`;
  const fake = await startEngineWith({}, uri, streaming([line({ error: text })]));
  const args = ['deploy', '--function', 'any', '--role', scene.role, '--repository', repository];
  return { args: [...args, '--image', 'local:1'], env: { DOCKER_HOST: fake.host }, close: fake.close };
}

function line(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

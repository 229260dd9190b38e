import { expect, test } from 'vitest';
import {
  type FunctionEnvironmentInput,
  functionEnvironment,
} from '../../../src/domain/invocation/function-environment.js';

const input: FunctionEnvironmentInput = {
  functionName: 'hello',
  version: '$LATEST',
  memorySize: 512,
  region: 'eu-west-1',
  logGroup: '/aws/lambda/hello',
  logStream: '2026/11/23/[$LATEST]0a',
  runtimeApi: '10.0.0.1:9001',
  handler: 'app.handler',
  credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' },
  own: {},
  imageVariables: new Set(),
};

test('everything that Lambda sets', () => {
  expect(functionEnvironment(input)).toEqual({
    HOME: '/home/sbx_user1051',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    _HANDLER: 'app.handler',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_LAMBDA_FUNCTION_NAME: 'hello',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/hello',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/23/[$LATEST]0a',
    AWS_LAMBDA_RUNTIME_API: '10.0.0.1:9001',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  });
});

test('what an image sets itself is left to it', () => {
  const made = functionEnvironment({ ...input, imageVariables: new Set(['HOME', 'LAMBDA_TASK_ROOT']) });
  expect(made).not.toHaveProperty('HOME');
  expect(made).not.toHaveProperty('LAMBDA_TASK_ROOT');
  expect(made.TZ).toBe(':UTC');
});

test('the function’s own variables override defaults, also those of the image, but never what is reserved', () => {
  const own = { TZ: 'Europe/Berlin', HOME: '/tmp', AWS_REGION: 'mars-1', COLOUR: 'red' };
  expect(functionEnvironment({ ...input, own, imageVariables: new Set(['HOME']) })).toMatchObject({
    TZ: 'Europe/Berlin',
    HOME: '/tmp',
    AWS_REGION: 'eu-west-1',
    COLOUR: 'red',
  });
});

test('without a command there is no handler, without a session no token', () => {
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  const made = functionEnvironment({ ...input, handler: '', credentials });
  expect(made).not.toHaveProperty('_HANDLER');
  expect(made).not.toHaveProperty('AWS_SESSION_TOKEN');
});

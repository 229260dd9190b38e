import { describe, expect, test } from 'vitest';
import { digestOf } from '../../../src/domain/digest.js';
import type { FunctionName } from '../../../src/domain/function-spec.js';
import type { ObservedFunction } from '../../../src/domain/function-state.js';
import type { LocalImage } from '../../../src/ports/container-engine.js';
import { hostedFunction } from '../../../src/services/run/hosted-function.js';
import type { RunRequest } from '../../../src/services/run/run-request.js';

const image = { id: digestOf('image'), architecture: 'arm64' } as LocalImage;
const model = {
  name: 'deployed',
  arn: 'arn:aws:lambda:eu-west-1:111122223333:function:deployed:7',
  version: '7',
  configuration: {
    memorySize: 512,
    timeout: 30,
    ephemeralStorage: 1024,
    imageConfig: { command: ['app.old'], workingDirectory: '/srv' },
    environment: { A: '1', B: '2' },
    logging: { logGroup: '/custom' },
  },
} as unknown as ObservedFunction;

function request(change: Partial<RunRequest> = {}): RunRequest {
  return {
    image: { kind: 'engine', reference: 'x' },
    spec: { name: 'hello' as FunctionName, configuration: {}, environmentMode: 'replace' },
    fallbackRegion: 'us-east-1',
    place: { network: 'bridge', concurrency: 1, overflow: 'refuse' },
    aws: false,
    ...change,
  };
}

const alone = { image, model: undefined, credentials: undefined };
const like = { ...alone, model };

describe('settings', () => {
  test('have the format of logs', () => {
    const logging = { logFormat: 'JSON', systemLogLevel: 'WARN' } as const;
    const spec = { ...request().spec, configuration: { logging } };
    expect(hostedFunction(request({ spec }), alone).jsonLogs).toEqual({
      applicationLevel: 'INFO',
      systemLevel: 'WARN',
    });
    expect(hostedFunction(request(), like)).not.toHaveProperty('jsonLogs');
  });

  test('are Lambda’s defaults where nobody says anything', () => {
    expect(hostedFunction(request(), alone)).toMatchObject({
      name: 'hello',
      version: '$LATEST',
      account: '012345678912',
      region: 'us-east-1',
      architecture: 'arm64',
      memorySize: 128,
      timeout: 3,
      ephemeralStorage: 512,
      logGroup: '/aws/lambda/hello',
      environment: {},
    });
  });

  test('are those of the deployed function where file and flags say nothing', () => {
    expect(hostedFunction(request(), like)).toMatchObject({
      version: '7',
      account: '111122223333',
      region: 'eu-west-1',
      memorySize: 512,
      timeout: 30,
      ephemeralStorage: 1024,
      imageConfig: { command: ['app.old'], workingDirectory: '/srv' },
      environment: { A: '1', B: '2' },
      logGroup: '/custom',
    });
  });

  test.each([
    ['merge', { A: '1', B: '3', C: '4' }],
    ['replace', { B: '3', C: '4' }],
  ] as const)('of file and flags go over them, variables by %s', (environmentMode, environment) => {
    const configuration = {
      memorySize: 256,
      imageConfig: { command: ['app.new'] },
      environment: { B: '3', C: '4' },
    };
    const spec = { name: 'hello' as FunctionName, configuration, environmentMode };
    expect(hostedFunction(request({ spec, region: 'eu-central-1' }), like)).toMatchObject({
      region: 'eu-central-1',
      memorySize: 256,
      timeout: 30,
      imageConfig: { command: ['app.new'], workingDirectory: '/srv' },
      environment,
    });
  });
});

describe('a debugger', () => {
  const place = { network: 'bridge', concurrency: 1, overflow: 'refuse', debugPort: 9229 } as const;
  const withOptions = (NODE_OPTIONS: string) =>
    request({
      place,
      spec: {
        name: 'hello' as FunctionName,
        configuration: { environment: { NODE_OPTIONS } },
        environmentMode: 'merge',
      },
    });

  test('lifts the timeout and opens the inspector of Node.js', () => {
    const { timeout, environment, debugPort } = hostedFunction(request({ place }), like);
    expect(timeout).toBeGreaterThan(3600);
    expect(debugPort).toBe(9229);
    expect(environment).toMatchObject({ A: '1', NODE_OPTIONS: '--inspect=0.0.0.0:9229' });
  });

  test('leaves options alone that open it in another way, and keeps the others', () => {
    const options = (text: string) => hostedFunction(withOptions(text), alone).environment.NODE_OPTIONS;
    expect(options('--inspect-brk=0.0.0.0:9229')).toBe('--inspect-brk=0.0.0.0:9229');
    expect(options('--enable-source-maps')).toBe('--enable-source-maps --inspect=0.0.0.0:9229');
  });
});

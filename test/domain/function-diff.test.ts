import { describe, expect, it } from 'vitest';
import { masked } from '../../src/domain/field-change.js';
import {
  describeNewConfiguration,
  diffConfiguration,
  sameConfiguration,
} from '../../src/domain/function-diff.js';
import type { FunctionConfiguration } from '../../src/domain/function-spec.js';
import { configurationWith, role } from './functions.js';

type Desired = Partial<FunctionConfiguration>;

function diff(desired: Desired, observed: Desired = {}, mode: 'replace' | 'merge' = 'replace') {
  return diffConfiguration(desired, configurationWith(observed), mode);
}

describe('diffConfiguration makes no noise', () => {
  it.each<[string, Desired, Desired]>([
    ['nothing is asked for', {}, { memorySize: 512 }],
    ['the same values', { memorySize: 128, timeout: 3, role }, {}],
    [
      'order of subnets and groups',
      { vpc: { subnetIds: ['b', 'a'], securityGroupIds: ['y', 'x'] } },
      { vpc: { subnetIds: ['a', 'b'], securityGroupIds: ['x', 'y'] } },
    ],
    [
      'empty overrides against none',
      { imageConfig: { command: [], entryPoint: [], workingDirectory: '' } },
      {},
    ],
    ['no overrides against empty ones', { imageConfig: {} }, { imageConfig: { command: [] } }],
    ['detached from a VPC, and there is none', { vpc: { subnetIds: [], securityGroupIds: [] } }, {}],
    [
      'IPv6 not allowed, and unset',
      { vpc: { subnetIds: ['a'], securityGroupIds: [], ipv6AllowedForDualStack: false } },
      { vpc: { subnetIds: ['a'], securityGroupIds: [] } },
    ],
    ['logging partly asked for', { logging: { logFormat: 'Text' } }, {}],
    ['empty texts', { description: '', kmsKeyArn: '', deadLetter: '' }, {}],
    [
      'the same variables in another order',
      { environment: { A: '1', B: '2' } },
      { environment: { B: '2', A: '1' } },
    ],
    ['settings that are undefined', { memorySize: undefined as never }, {}],
  ])('%s', (_what, desired, observed) => {
    expect(diff(desired, observed)).toEqual({ changes: [], update: {} });
  });

  it('leaves the given lists as they were', () => {
    const subnetIds = Object.freeze(['b', 'a']);
    const { update } = diff({ vpc: { subnetIds, securityGroupIds: [] } });
    expect(update.vpc?.subnetIds).toEqual(['b', 'a']);
  });
});

describe('diffConfiguration finds', () => {
  it.each<[string, Desired, Desired, object[]]>([
    ['a number', { memorySize: 256 }, {}, [{ path: 'memorySize', from: 128, to: 256 }]],
    [
      'order of the command, which matters',
      { imageConfig: { command: ['a', 'b'] } },
      { imageConfig: { command: ['b', 'a'] } },
      [{ path: 'imageConfig.command', from: ['b', 'a'], to: ['a', 'b'] }],
    ],
    [
      'an override that goes',
      { imageConfig: { command: ['x'] } },
      { imageConfig: { command: ['x'], entryPoint: ['/e'] } },
      [{ path: 'imageConfig.entryPoint', from: ['/e'] }],
    ],
    [
      'every override that goes',
      { imageConfig: {} },
      { imageConfig: { command: ['x'], workingDirectory: '/w' } },
      [
        { path: 'imageConfig.command', from: ['x'] },
        { path: 'imageConfig.workingDirectory', from: '/w' },
      ],
    ],
    [
      'a new subnet',
      { vpc: { subnetIds: ['a', 'b'], securityGroupIds: ['x'] } },
      { vpc: { subnetIds: ['a'], securityGroupIds: ['x'] } },
      [{ path: 'vpc.subnetIds', from: ['a'], to: ['a', 'b'] }],
    ],
    [
      'a VPC that goes',
      { vpc: { subnetIds: [], securityGroupIds: [] } },
      { vpc: { subnetIds: ['a'], securityGroupIds: ['x'] } },
      [
        { path: 'vpc.subnetIds', from: ['a'] },
        { path: 'vpc.securityGroupIds', from: ['x'] },
      ],
    ],
    [
      'a file system',
      { fileSystems: [{ arn: 'a', localMountPath: '/mnt/x' }] },
      {},
      [{ path: 'fileSystems', to: [{ arn: 'a', localMountPath: '/mnt/x' }] }],
    ],
    [
      'a description that goes',
      { description: '' },
      { description: 'old' },
      [{ path: 'description', from: 'old' }],
    ],
    [
      'one logging setting',
      { logging: { logFormat: 'JSON' } },
      {},
      [{ path: 'logging.logFormat', from: 'Text', to: 'JSON' }],
    ],
  ])('%s', (_what, desired, observed, changes) => {
    expect(diff(desired, observed).changes).toEqual(changes);
  });

  it('sends each changed setting whole and nothing else', () => {
    const desired: Desired = {
      timeout: 3,
      memorySize: 256,
      logging: { logFormat: 'JSON' },
      imageConfig: { command: ['x'] },
    };
    expect(diff(desired).update).toEqual({
      memorySize: 256,
      logging: { logFormat: 'JSON', logGroup: '/aws/lambda/app' },
      imageConfig: { command: ['x'] },
    });
  });
});

describe('logging', () => {
  it('leaves the levels of JSON behind when the format becomes Text, which has none', () => {
    const json = { logging: { logFormat: 'JSON', applicationLogLevel: 'DEBUG', logGroup: '/g' } } as const;
    const { changes, update } = diff({ logging: { logFormat: 'Text' } }, json);
    expect(update.logging).toEqual({ logFormat: 'Text', logGroup: '/g' });
    expect(changes).toEqual([
      { path: 'logging.logFormat', from: 'JSON', to: 'Text' },
      { path: 'logging.applicationLogLevel', from: 'DEBUG' },
    ]);
    expect(diff({ logging: { logGroup: '/h' } }, json).update.logging).toEqual({
      ...json.logging,
      logGroup: '/h',
    });
  });
});

describe('environment', () => {
  const observed = { environment: { KEEP: 'same', OLD: 'hunter2-old', GONE: 'hunter2-gone' } };
  const desired = { environment: { KEEP: 'same', OLD: 'hunter2-new', MORE: 'hunter2-more' } };

  it('shows names and never values', () => {
    const { changes } = diff(desired, observed);
    expect(changes).toEqual([
      { path: 'environment.OLD', from: masked, to: masked },
      { path: 'environment.GONE', from: masked },
      { path: 'environment.MORE', to: masked },
    ]);
    expect(JSON.stringify(changes)).not.toContain('hunter2');
    expect(JSON.stringify(describeNewConfiguration(desired))).not.toContain('hunter2');
  });

  it('is exactly what was asked for with replace, and keeps the others with merge', () => {
    expect(diff(desired, observed, 'replace').update).toEqual(desired);
    expect(diff(desired, observed, 'merge').update.environment).toEqual({
      ...observed.environment,
      ...desired.environment,
    });
    expect(diff({ environment: { KEEP: 'same' } }, observed, 'merge').changes).toEqual([]);
  });

  it('takes names of Object.prototype as any other name', () => {
    expect(diff({ environment: { constructor: 'x', toString: 'y' } }).changes).toEqual([
      { path: 'environment.constructor', to: masked },
      { path: 'environment.toString', to: masked },
    ]);
  });

  it('counts a variable set to nothing as a variable', () => {
    expect(diff({ environment: { EMPTY: '' } }).changes).toEqual([{ path: 'environment.EMPTY', to: masked }]);
    expect(diff({ environment: {} }, { environment: { EMPTY: '' } }).changes).toEqual([
      { path: 'environment.EMPTY', from: masked },
    ]);
  });
});

describe('describeNewConfiguration', () => {
  it('is every setting as added, without empty ones', () => {
    const desired: Desired = {
      role,
      memorySize: 256,
      imageConfig: { command: ['x'], entryPoint: [] },
      environment: { A: '1' },
      description: '',
    };
    expect(describeNewConfiguration(desired)).toEqual([
      { path: 'role', to: role },
      { path: 'memorySize', to: 256 },
      { path: 'imageConfig.command', to: ['x'] },
      { path: 'environment.A', to: masked },
    ]);
  });
});

describe('sameConfiguration', () => {
  it('looks at everything but the description', () => {
    expect(
      sameConfiguration(configurationWith({ description: 'a' }), configurationWith({ description: 'b' })),
    ).toBe(true);
    expect(sameConfiguration(configurationWith(), configurationWith({ memorySize: 256 }))).toBe(false);
    expect(sameConfiguration(configurationWith(), configurationWith({ environment: { A: '1' } }))).toBe(
      false,
    );
    expect(sameConfiguration(configurationWith({ environment: { A: '1' } }), configurationWith())).toBe(
      false,
    );
  });

  it('sees a logging setting that only one of them has, whichever it is', () => {
    const json = configurationWith({ logging: { logFormat: 'JSON', applicationLogLevel: 'DEBUG' } });
    const text = configurationWith({ logging: { logFormat: 'JSON' } });
    expect(sameConfiguration(json, text)).toBe(false);
    expect(sameConfiguration(text, json)).toBe(false);
  });
});

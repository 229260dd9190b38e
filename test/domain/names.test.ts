import { describe, expect, it } from 'vitest';
import { architectureOf, platformOf } from '../../src/domain/architecture.js';
import { contentTag } from '../../src/domain/content-tag.js';
import { digestHex } from '../../src/domain/digest.js';
import { environmentBytes } from '../../src/domain/environment-rules.js';
import { parseAliasName, parseFunctionName } from '../../src/domain/function-name.js';
import { autoRoleName } from '../../src/domain/role-name.js';
import { digestFor } from './digests.js';
import { thrownBy } from './thrown.js';

describe('function and alias names', () => {
  it.each(['a', 'A-b_c', '0', '1', '-', '_', 'x'.repeat(64)])('function %s', (name) => {
    expect(parseFunctionName(name)).toBe(name);
  });

  it.each([
    '',
    'x'.repeat(65),
    'a.b',
    'a:b',
    'a b',
    'a/b',
    'ä',
    'a\n',
    'arn:aws:lambda:eu-west-1:1:function:x',
  ])('no function: %j', (name) =>
    expect(thrownBy(() => parseFunctionName(name)).code).toBe('REFERENCE_INVALID'),
  );

  it.each(['live', '1a', 'a1', '-', 'x'.repeat(128)])('alias %s', (name) => {
    expect(parseAliasName(name)).toBe(name);
  });

  it.each(['', '1', '007', '$LATEST', 'x'.repeat(129), 'a.b', 'a\n'])('no alias: %j', (name) => {
    expect(thrownBy(() => parseAliasName(name)).code).toBe('REFERENCE_INVALID');
  });
});

describe('autoRoleName', () => {
  it('is lading- and the name while IAM takes it', () => {
    expect(autoRoleName(parseFunctionName('app'))).toBe('lading-app');
    expect(autoRoleName(parseFunctionName('x'.repeat(57)))).toBe(`lading-${'x'.repeat(57)}`);
  });

  it('never is longer than 64, and two long names never meet', () => {
    const names = ['a', 'b', 'c'].map((end) => autoRoleName(parseFunctionName(`${'x'.repeat(63)}${end}`)));
    expect(new Set(names).size).toBe(3);
    for (const name of names) expect(name).toMatch(/^lading-x+-[0-9a-f]{8}$/);
    expect(names.map(({ length }) => length)).toEqual([64, 64, 64]);
    expect(autoRoleName(parseFunctionName(`${'x'.repeat(63)}a`))).toBe(names[0]);
  });
});

describe('contentTag', () => {
  it('is the same for the same image and a valid tag', () => {
    const id = digestFor('image');
    expect(contentTag(id)).toBe(`image-${digestHex(id).slice(0, 12)}`);
    expect(contentTag(id)).not.toBe(contentTag(digestFor('other')));
  });
});

describe('architectures', () => {
  it.each([
    ['amd64', 'x86_64'],
    ['x86_64', 'x86_64'],
    ['arm64', 'arm64'],
    ['aarch64', 'arm64'],
    ['arm', undefined],
    ['386', undefined],
    ['AMD64', undefined],
    ['', undefined],
  ])('%j', (name, expected) => {
    expect(architectureOf(name)).toBe(expected);
  });

  it('are these platforms', () => {
    expect(platformOf('x86_64')).toBe('linux/amd64');
    expect(platformOf('arm64')).toBe('linux/arm64');
  });
});

describe('environmentBytes', () => {
  it('counts the JSON text in bytes', () => {
    expect(environmentBytes({})).toBe(2);
    expect(environmentBytes({ A: 'ä"' })).toBe(Buffer.byteLength('{"A":"ä\\""}'));
  });
});

import { describe, expect, it } from 'vitest';
import {
  imageUri,
  parseImageReference,
  parseRepositoryName,
  parseRepositoryUri,
  parseTag,
  repositoryUriOf,
} from '../../src/domain/image-reference.js';
import { digestFor } from './digests.js';
import { thrownBy } from './thrown.js';

const digest = digestFor('image');
const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

describe('parseImageReference', () => {
  it('takes a reference apart', () => {
    expect(parseImageReference(`${ecr}/team/app:v1@${digest}`)).toEqual({
      host: ecr,
      repository: 'team/app',
      tag: 'v1',
      digest,
      ecr: { account: '123456789012', region: 'eu-west-1', fips: false },
    });
  });

  it.each([
    ['no tag', `${ecr}/app`, {}],
    ['tag', `${ecr}/app:v1.0_x-Y`, { tag: 'v1.0_x-Y' }],
    ['digest', `${ecr}/app@${digest}`, { digest }],
    ['tag and digest', `${ecr}/app:v1@${digest}`, { tag: 'v1', digest }],
  ])('%s', (_what, text, expected) => {
    const { tag, digest: found } = parseImageReference(text);
    expect({ ...(tag && { tag }), ...(found && { digest: found }) }).toEqual(expected);
  });

  // failures.md case 18: what each odd host is.
  it.each([
    [`${ecr}/app`, { account: '123456789012', region: 'eu-west-1', fips: false }],
    [
      '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/app',
      { account: '123456789012', region: 'us-east-1', fips: true },
    ],
    [
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app',
      { account: '123456789012', region: 'cn-north-1', fips: false },
    ],
    [
      '123456789012.dkr.ecr.us-gov-west-1.amazonaws.com/app',
      { account: '123456789012', region: 'us-gov-west-1', fips: false },
    ],
    [
      '123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov/app',
      { account: '123456789012', region: 'us-iso-east-1', fips: false },
    ],
    [
      '123456789012.dkr-ecr.eu-west-1.on.aws/app',
      { account: '123456789012', region: 'eu-west-1', fips: false },
    ],
    ['public.ecr.aws/lambda/nodejs:22', undefined],
    ['127.0.0.1:4510/app', undefined],
    ['localhost:5000/app', undefined],
    ['localhost/app', undefined],
    ['registry:5000/app', undefined],
    ['[::1]:5000/app', undefined],
    ['docker.io/library/node', undefined],
    ['12345.dkr.ecr.eu-west-1.amazonaws.com/app', undefined],
    ['x123456789012.dkr.ecr.eu-west-1.amazonaws.com/app', undefined],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example/app', undefined],
    ['123456789012.dkr.ecr.eu-west-1.evil.example/app', undefined],
  ])('%s', (text, expected) => {
    expect(parseImageReference(text).ecr).toEqual(expected);
  });

  it.each([
    ['no host', 'app:v1', 'registry host'],
    ['a Docker Hub name', 'library/node:22', 'registry host'],
    ['nothing', '', 'registry host'],
    ['a slash first', '/app', 'registry host'],
    ['a scheme', `https://${ecr}/app`, 'registry host'],
    ['a port that is no number', 'host.example:abc/app', 'registry host'],
    ['upper-case repository', `${ecr}/Team/App`, '"Team/App" is not an ECR repository name'],
    ['empty repository', `${ecr}/`, '"" is not an ECR repository name'],
    ['empty path part', `${ecr}/team//app`, '"team//app"'],
    ['empty tag', `${ecr}/app:`, '"" is not an image tag'],
    ['a tag that starts with a dot', `${ecr}/app:.v1`, '".v1" is not an image tag'],
    ['a tag with a space', `${ecr}/app:v 1`, '"v 1" is not an image tag'],
    ['empty digest', `${ecr}/app@`, '"" is not a digest'],
    ['short digest', `${ecr}/app@sha256:abc`, '"sha256:abc" is not a digest'],
    ['digest before tag', `${ecr}/app@${digest}:v1`, `"${digest}:v1" is not a digest`],
    ['two digests', `${ecr}/app@${digest}@${digest}`, 'is not a digest'],
    ['a line end', `${ecr}/app:v1\n`, 'is not an image tag'],
  ])('refuses %s and says what is wrong', (_what, text, reason) => {
    const error = thrownBy(() => parseImageReference(text));
    expect(error.code).toBe('REFERENCE_INVALID');
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain(reason);
  });

  it('answers at once to hostile input', () => {
    const started = performance.now();
    thrownBy(() => parseImageReference(`${ecr}/${'a-'.repeat(50_000)}`));
    thrownBy(() => parseImageReference(`${'a.'.repeat(50_000)}/x`));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('parts', () => {
  it.each(['ab', 'a/b', 'team/app', 'a_b', 'a.b-c/d_e', 'a--b__c/d', `${'a'.repeat(256)}`])(
    'repository %s',
    (name) => {
      expect(parseRepositoryName(name)).toBe(name);
    },
  );

  it.each(['a', 'A', '-a', 'a-', '/a', 'a/', 'a..b', 'a___b/c', 'ä', 'a'.repeat(257)])(
    'no repository: %s',
    (name) => {
      expect(thrownBy(() => parseRepositoryName(name)).code).toBe('REFERENCE_INVALID');
    },
  );

  it('takes tags up to 128 characters', () => {
    expect(parseTag('a'.repeat(128))).toHaveLength(128);
    expect(thrownBy(() => parseTag('a'.repeat(129))).code).toBe('REFERENCE_INVALID');
  });

  it('makes the pinned form from a repository URI that carries neither tag nor digest', () => {
    const repository = parseRepositoryUri(`${ecr}/app`);
    expect(imageUri(repository, digest)).toBe(`${ecr}/app@${digest}`);
    expect(repositoryUriOf(parseImageReference(`${ecr}/app:v1`))).toBe(repository);
    expect(thrownBy(() => parseRepositoryUri(`${ecr}/app:v1`)).message).toContain('carries no tag or digest');
    expect(thrownBy(() => parseRepositoryUri(`${ecr}/app@${digest}`)).message).toContain(
      'carries no tag or digest',
    );
  });
});

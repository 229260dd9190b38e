import { describe, expect, it } from 'vitest';
import { parseForeignReference, parseImageSource } from '../../src/domain/image-source.js';
import { thrownBy } from './thrown.js';

describe('parseImageSource', () => {
  it.each([
    'app',
    'app:v1',
    'library/node:22',
    'docker.io/library/node:22',
    'public.ecr.aws/lambda/nodejs:22',
    'sha256:0123456789ab',
    '0123456789ab',
  ])('%s is an image of the engine', (text) => {
    expect(parseImageSource(text)).toEqual({ kind: 'engine', reference: text });
  });

  it.each([
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1',
    '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app:v1',
    '123456789012.dkr-ecr.eu-west-1.on.aws/app:v1',
    '127.0.0.1:4510/app:v1',
    'localhost:5000/app:v1',
    'localhost/app:v1',
    '[::1]:5000/app:v1',
  ])('%s is where Lambda pulls from', (text) => {
    const source = parseImageSource(text);
    expect(source).toMatchObject({ kind: 'stored', reference: { repository: 'app', tag: 'v1' } });
  });

  it('says what is wrong with a reference to ECR', () => {
    const error = thrownBy(() => parseImageSource('123456789012.dkr.ecr.eu-west-1.amazonaws.com/App:v1'));
    expect(error.message).toContain('"App" is not an ECR repository name');
  });
});

describe('parseForeignReference', () => {
  it.each([
    ['alpine:3.20', 'registry-1.docker.io', 'library/alpine', '3.20'],
    ['docker.io/alpine:3.20', 'registry-1.docker.io', 'library/alpine', '3.20'],
    ['amazon/aws-lambda-nodejs:22', 'registry-1.docker.io', 'amazon/aws-lambda-nodejs', '22'],
    ['public.ecr.aws/lambda/nodejs:22', 'public.ecr.aws', 'lambda/nodejs', '22'],
    ['ghcr.io/team/app:v1', 'ghcr.io', 'team/app', 'v1'],
    ['localhost:5000/app:v1', 'localhost:5000', 'app', 'v1'],
    ['localhost/app:v1', 'localhost', 'app', 'v1'],
    ['registry.example.com:8443/a/b:v1', 'registry.example.com:8443', 'a/b', 'v1'],
  ])('%s', (text, host, repository, tag) => {
    expect(parseForeignReference(text)).toMatchObject({ host, repository, tag });
  });

  it.each([['alpine'], ['ghcr.io/team/app'], ['ghcr.io/Team/app:v1'], ['ghcr.io/team/app:']])(
    'refuses %s',
    (text) => {
      expect(thrownBy(() => parseForeignReference(text))).toMatchObject({ code: 'REFERENCE_INVALID' });
    },
  );
});

import { describe, expect, it } from 'vitest';
import { parseImageSource } from '../../src/domain/image-source.js';
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

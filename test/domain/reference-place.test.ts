/** Case 18 of the failure catalogue: other regions, other accounts and odd hosts get a verdict each. */
import { describe, expect, it } from 'vitest';
import { parseImageReference } from '../../src/domain/image-reference.js';
import { placeOfReference } from '../../src/domain/reference-place.js';
import { digestFor } from './digests.js';
import { thrownBy } from './thrown.js';

const aws = {
  account: '123456789012',
  region: 'eu-west-1',
  registryHost: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
};
const china = {
  account: '123456789012',
  region: 'cn-north-1',
  registryHost: '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn',
};
const local = { account: '000000000000', region: 'us-east-1', registryHost: '127.0.0.1:4510' };

const place = (text: string, from = aws) => placeOfReference(parseImageReference(text), from);

describe('where Lambda can pull', () => {
  it.each([
    [aws, '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1', 'own'],
    [aws, '123456789012.dkr-ecr.eu-west-1.on.aws/app:v1', 'own'],
    [aws, '123456789012.dkr.ecr.eu-west-1.amazonaws.com/app', 'own'],
    [aws, `123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:v1@${digestFor('a')}`, 'own'],
    [aws, '210987654321.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1', 'other'],
    [china, '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app:v1', 'own'],
    [china, '210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/app:v1', 'other'],
    [local, '127.0.0.1:4510/app:v1', 'own'],
    [local, 'localhost:4510/app:v1', 'own'],
  ] as const)('from %o: %s is %s', (from, text, expected) => {
    const registry = from.registryHost.replace(/^\d{12}/, text.slice(0, 12));
    expect(place(text, from)).toEqual({
      account: expected,
      host: expected === 'own' ? from.registryHost : registry,
    });
  });

  it('a FIPS endpoint is another name of the same registry', () => {
    expect(place('123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com/app:v1')).toEqual({
      account: 'own',
      host: aws.registryHost,
      remark: expect.stringContaining(`it is given the image as ${aws.registryHost}`),
    });
  });
});

describe('where it cannot', () => {
  it.each([
    [
      'another region',
      aws,
      '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:v1',
      /lies in us-east-1, and Lambda in eu-west-1/,
      /--region us-east-1/,
    ],
    [
      'a port',
      aws,
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com:443/app:v1',
      /no port \(:443\)/,
      /amazonaws\.com\/app:v1$/,
    ],
    [
      'capitals in the host',
      aws,
      '123456789012.dkr.ECR.eu-west-1.amazonaws.com/app:v1',
      /capitals/,
      /dkr\.ecr\.eu-west-1/,
    ],
    [
      'an account of eleven digits',
      aws,
      '12345678901.dkr.ecr.eu-west-1.amazonaws.com/app:v1',
      /12 digits, 12345678901 has 11/,
      /get-caller-identity/,
    ],
    [
      'a suffix of elsewhere',
      aws,
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn/app:v1',
      /eu-west-1 end with amazonaws\.com, not with amazonaws\.com\.cn/,
      /Write/,
    ],
    [
      'China without its suffix',
      china,
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com/app:v1',
      /end with amazonaws\.com\.cn/,
      /amazonaws\.com\.cn\/app:v1$/,
    ],
    [
      'China from elsewhere',
      aws,
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/app:v1',
      /lies in cn-north-1/,
      /--region cn-north-1/,
    ],
    [
      'a host that only looks alike',
      aws,
      '123456789012.dkr.example.com/app:v1',
      /is not the host of an ECR registry/,
      /repositoryUri/,
    ],
    [
      'a host that ends otherwise',
      aws,
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com.example.org/app:v1',
      /not with amazonaws\.com\.example\.org/,
      /Write/,
    ],
    [
      'a registry on this machine',
      aws,
      'localhost:5000/app:v1',
      /on this machine/,
      /lading push --from localhost:5000\/app:v1/,
    ],
    [
      'another registry than the local region’s',
      local,
      '127.0.0.1:5000/app:v1',
      /its own registry, 127\.0\.0\.1:4510/,
      /push --from/,
    ],
    [
      'AWS from the local region',
      local,
      '000000000000.dkr.ecr.us-east-1.amazonaws.com/app:v1',
      /local region pulls from its own/,
      /--image 127\.0\.0\.1:4510\/app:v1/,
    ],
  ] as const)('%s', (_, from, text, why, remedy) => {
    const error = thrownBy(() => place(text, from));
    expect(error).toMatchObject({ code: 'REFERENCE_INVALID', exitCode: 2 });
    expect(error.message).toMatch(why);
    expect(error.message).toContain('Nothing was changed');
    expect(error.suggestions.join('\n')).toMatch(remedy);
  });

  it('capitals in the repository', () => {
    const error = thrownBy(() => place('123456789012.dkr.ecr.eu-west-1.amazonaws.com/Team/App:v1'));
    expect(error).toMatchObject({
      code: 'REFERENCE_INVALID',
      suggestions: ['Names have no capitals: team/app'],
    });
  });
});

/** failures.md section 5, case 18: references to images that Lambda cannot pull get a precise verdict each, before anything is changed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openScene, type Scene } from './scene.js';

let scene: Scene;
const own = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());

describe('case 18: cross-account, cross-region and odd hosts', () => {
  it.each([
    ['another region', '123456789012.dkr.ecr.us-east-1.amazonaws.com/app:v1', /us-east-1.*eu-west-1/s],
    ['no tag and no digest', `${own}/app`, /neither a tag nor a digest/],
    ['an upper-case repository', `${own}/App:v1`, /repository name/],
    ['a port', `${own}:443/app:v1`, /has no port/],
    [
      'the suffix of another partition',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn/app:v1',
      /end with amazonaws\.com/,
    ],
    ['an account of eleven digits', '12345678901.dkr.ecr.eu-west-1.amazonaws.com/app:v1', /12 digits/],
    ['a registry on this machine', '127.0.0.1:1/app:v1', /cannot pull/],
  ])('%s: %s', async (_what, image, says) => {
    scene.changes();
    await scene.refuses({ code: 'REFERENCE_INVALID', exit: 2, says: [says] }, () => {
      // As the registry of a real account names itself.
      const token = { authorizationToken: Buffer.from('AWS:token-of-case-18').toString('base64') };
      const answer = { authorizationData: [{ ...token, proxyEndpoint: `https://${own}` }] };
      scene.fault({ operation: 'GetAuthorizationToken', times: 9, answer });
      return ['deploy', '--function', 'case-18', '--role', scene.role, '--image', image];
    });
    expect(scene.changes()).toEqual([]);
  });
});

/** Every form of naming a function that Lambda takes. */
import { describe, expect, it } from 'vitest';
import { parseFunctionReference } from '../../../src/region/lambda/function-name.js';

const settings = {
  account: '123456789012',
  region: 'eu-west-1',
  activationDelay: 0,
  latency: 0,
  rolePropagation: 0,
  deletionDelay: 0,
  host: '127.0.0.1:4510',
};

describe('parseFunctionReference', () => {
  it.each([
    ['resize', { name: 'resize' }],
    ['resize:live', { name: 'resize', qualifier: 'live' }],
    ['resize:$LATEST', { name: 'resize', qualifier: '$LATEST' }],
    ['function:resize', { name: 'resize' }],
    ['123456789012:function:resize', { name: 'resize' }],
    ['123456789012:function:resize:7', { name: 'resize', qualifier: '7' }],
    ['eu-west-1:123456789012:function:resize', { name: 'resize' }],
    ['arn:aws:lambda:eu-west-1:123456789012:function:resize', { name: 'resize' }],
    ['arn:aws:lambda:eu-west-1:123456789012:function:resize:live', { name: 'resize', qualifier: 'live' }],
    ['resize:function', { name: 'resize', qualifier: 'function' }],
  ])('%s', (text, expected) => {
    expect(parseFunctionReference(text, settings)).toEqual(expected);
  });

  it('takes the qualifier from either place, if they agree', () => {
    expect(parseFunctionReference('resize', settings, '7')).toEqual({ name: 'resize', qualifier: '7' });
    expect(parseFunctionReference('resize:7', settings, '7')).toEqual({ name: 'resize', qualifier: '7' });
    expect(() => parseFunctionReference('resize:7', settings, '8')).toThrow(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  });

  it('refuses what belongs to another region or account', () => {
    expect(() =>
      parseFunctionReference('arn:aws:lambda:us-east-1:123456789012:function:resize', settings),
    ).toThrow("Functions from 'us-east-1' are not reachable in this region ('eu-west-1')");
    expect(() => parseFunctionReference('999999999999:function:resize', settings)).toThrow('not authorized');
  });
});

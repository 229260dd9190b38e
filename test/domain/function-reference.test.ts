/** How functions are named on the command line. */
import { describe, expect, it } from 'vitest';
import { parseFunctionReference } from '../../src/domain/function-reference.js';
import { chooseTarget, parseTarget } from '../../src/domain/invocation/invocation-target.js';
import { referredRegion } from '../../src/domain/referred-region.js';
import { thrownBy } from './thrown.js';

const account = '123456789012';
const arn = `arn:aws:lambda:eu-west-1:${account}:function:hello`;

describe('parseFunctionReference', () => {
  it.each([
    ['hello', { name: 'hello' }],
    ['hello:live', { name: 'hello', qualifier: 'live' }],
    ['function:7', { name: 'function', qualifier: '7' }],
    [arn, { name: 'hello', region: 'eu-west-1', account, address: arn }],
    [`${arn}:$LATEST`, { name: 'hello', region: 'eu-west-1', account, address: arn, qualifier: '$LATEST' }],
    [
      `eu-west-1:${account}:function:hello`,
      { name: 'hello', region: 'eu-west-1', account, address: `eu-west-1:${account}:function:hello` },
    ],
    [
      `${account}:function:hello:7`,
      { name: 'hello', account, address: `${account}:function:hello`, qualifier: '7' },
    ],
    [
      `arn:aws-us-gov:lambda:us-gov-west-1:${account}:function:a_b`,
      {
        name: 'a_b',
        region: 'us-gov-west-1',
        account,
        address: `arn:aws-us-gov:lambda:us-gov-west-1:${account}:function:a_b`,
      },
    ],
    // Not looked at: whoever takes a name says what is wrong with it.
    ['a b', { name: 'a b' }],
  ])('%s', (text, wanted) => {
    expect(parseFunctionReference(text)).toEqual(wanted);
  });

  it.each([
    `arn:aws:sns:eu-west-1:${account}:topic`,
    'arn:aws:lambda:eu-west-1::function:hello',
    `arn:aws:lambda:eu-west-1:${account}:layer:hello:1`,
    `arn:aws:lambda:eu-west-1:${account}:function:hello:live:x`,
  ])('refuses %s', (text) => {
    const { code, message } = thrownBy(() => parseFunctionReference(text));
    expect([code, message]).toEqual(['REFERENCE_INVALID', `${text} is not the ARN of a function.`]);
  });
});

it('a qualifier may stand behind the name, beside it, or at both places when it is the same', () => {
  expect(parseTarget(arn, '7').qualifier).toBe('7');
  expect(parseTarget(`${arn}:7`, '7').qualifier).toBe('7');
  const { code, suggestions } = thrownBy(() => parseTarget('hello:7', '$LATEST'));
  expect([code, suggestions]).toEqual([
    'USAGE',
    ["Name one of them: hello:7, or hello --qualifier '$LATEST'"],
  ]);
  expect(thrownBy(() => parseTarget('hello', 'a b')).code).toBe('REFERENCE_INVALID');
});

it('an ARN is told where it leads, and never gets the alias of the file', () => {
  const known = { name: 'hello', aliases: ['live'], configured: false } as never;
  expect(chooseTarget(parseTarget(arn), [known])).toEqual({
    name: 'hello',
    qualifier: '$LATEST',
    why: ` by ${arn}`,
  });
});

describe('the region', () => {
  const [here, there] = [arn, arn.replace('west', 'north')].map(parseFunctionReference);
  const named = parseFunctionReference('hello');

  it('is that of the ARN', () => {
    expect(referredRegion([named], undefined)).toBeUndefined();
    expect(referredRegion([named], 'us-east-1')).toBeUndefined();
    expect(referredRegion([named, here ?? named], undefined)).toBe('eu-west-1');
    expect(referredRegion([here ?? named], 'eu-west-1')).toBe('eu-west-1');
  });

  it('is not another one', () => {
    expect(thrownBy(() => referredRegion([here ?? named], 'us-east-1')).message).toBe(
      `${arn} is in eu-west-1, and --region says us-east-1.`,
    );
    expect(thrownBy(() => referredRegion([here ?? named, there ?? named], undefined)).code).toBe('USAGE');
  });
});

import { describe, expect, it } from 'vitest';
import { digestHex, digestOf, isDigest, parseDigest, shortDigest } from '../../src/domain/digest.js';
import { thrownBy } from './thrown.js';

const hex = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const valid = `sha256:${hex}`;

describe('parseDigest', () => {
  it('takes sha256 and 64 lower-case hex digits', () => {
    expect(parseDigest(valid)).toBe(valid);
  });

  it.each([
    ['upper case', `sha256:${hex.toUpperCase()}`],
    ['one digit short', valid.slice(0, -1)],
    ['one digit too many', `${valid}0`],
    ['hex alone', hex],
    ['another algorithm', `sha512:${hex}${hex}`],
    ['upper-case algorithm', `SHA256:${hex}`],
    ['a line end behind it', `${valid}\n`],
    ['a space before it', ` ${valid}`],
    ['a reference around it', `name@${valid}`],
    ['nothing', ''],
    ['digits that are not hex', `sha256:${'g'.repeat(64)}`],
  ])('refuses %s', (_what, text) => {
    expect(isDigest(text)).toBe(false);
    const error = thrownBy(() => parseDigest(text));
    expect(error.code).toBe('REFERENCE_INVALID');
    expect(error.message).toContain(`"${text}"`);
  });
});

describe('digestOf', () => {
  it('is that of the bytes, and white space counts', () => {
    expect(digestOf('')).toBe(valid);
    expect(digestOf(new Uint8Array())).toBe(valid);
    expect(digestOf('{"a":1}')).not.toBe(digestOf('{ "a": 1 }'));
  });

  it('has the hex that Lambda calls CodeSha256, and a short form for people', () => {
    expect(digestHex(parseDigest(valid))).toBe(hex);
    expect(shortDigest(parseDigest(valid))).toBe('sha256:e3b0c44298fc');
  });
});

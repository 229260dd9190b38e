/** No secret survives `redact`, in whatever spelling it comes. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors/app-error.js';
import { redact, redactJson, registerSecret } from '../../src/errors/redact.js';

const secret = 'p4$$w0rd/+with "quotes"\nand ünicode';

describe('registered secrets', () => {
  registerSecret(secret);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  it.each([
    ['as it is', secret],
    ['JSON-escaped', JSON.stringify({ value: secret })],
    ['JSON inside of JSON', JSON.stringify({ body: JSON.stringify({ value: secret }) })],
    ['URL-encoded', `https://host/?token=${encodeURIComponent(secret)}&x=1`],
    ['base64', base64(secret)],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['base64 after one byte', base64(`:${secret}`)],
    ['base64 after two bytes', base64(`::${secret}`)],
    [
      'base64 inside of an authconfig',
      base64(JSON.stringify({ username: 'AWS', password: secret, serveraddress: 'h' })),
    ],
  ])('%s', (_, text) => {
    const result = redact(`before ${text} after`);
    expect(result).toContain('[redacted]');
    expect(result).not.toContain('w0rd');
    expect(decoded(result)).not.toContain('w0rd');
    expect(result.startsWith('before ')).toBe(true);
    expect(result.endsWith(' after')).toBe(true);
  });

  it('blanks the longer of two overlapping secrets first', () => {
    registerSecret('uvwxyz-123');
    registerSecret('uvwxyz');
    expect(redact('x uvwxyz-123 y')).toBe('x [redacted] y');
  });

  it('leaves short values alone, which would blank ordinary words', () => {
    registerSecret('true');
    expect(redact('true story')).toBe('true story');
  });
});

describe('credential-shaped parts', () => {
  it.each([
    ['Authorization: Basic QVdTOnRva2Vu', 'QVdTOnRva2Vu'],
    ['authorization: basic dTpw', 'dTpw'],
    ['{"Authorization":"Bearer abc.def-ghi_jkl"}', 'abc.def'],
    ['sent Bearer eyJhbGciOiJIUzI1NiJ9.e30.x to it', 'eyJhbGci'],
    ['X-Registry-Auth: eyJ1c2VybmFtZSI6IkFXUyJ9', 'eyJ1c2'],
    ['{"auths":{"h":{"auth":"QVdTOnNlY3JldA=="}}}', 'QVdTOn'],
    ['{"username":"AWS","password":"s\\"ecr\\"et","serveraddress":"h"}', 'ecr'],
    [JSON.stringify({ body: JSON.stringify({ password: 's"ecr"\\et', email: '' }) }), 'ecr'],
    [
      'https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIA%2F2026&X-Amz-Signature=deadbeef&X-Amz-Expires=3',
      'deadbeef',
    ],
    ['u=https%3A%2F%2Fb%2Fk%3FX-Amz-Security-Token%3DIQoJb3%26x', 'IQoJb3'],
    ['canonical:\nx-amz-security-token:IQoJb3JpZ2lu\nhost:x', 'IQoJb3'],
    ['https://user:hunter22@registry.example/v2/', 'hunter22'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', 'MIIE'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE cut off', 'MIIE'],
  ])('%s', (text, part) => {
    expect(redact(text)).not.toContain(part);
    expect(redact(text)).toContain('[redacted]');
  });

  it('drops everything that Lambda echoes of the environment, cut off or not', () => {
    const text = 'exceeded the 4KB limit. String measured: {"A":"}x","KEY":"v}';
    expect(redact(text)).toBe('exceeded the 4KB limit. String measured: [redacted]');
    expect(redact(`${redact(text)} All variables together`)).toBe(
      'exceeded the 4KB limit. String measured: [redacted] All variables together',
    );
  });

  it.each([
    'The role gets the Basic execution policy.',
    'Basic authentication failed',
    'no basic auth credentials',
    'arn:aws:iam::123456789012:role/x',
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app@sha256:0123456789abcdef',
    'https://docs.aws.amazon.com/lambda/latest/dg/images-create.html',
  ])('keeps: %s', (text) => {
    expect(redact(text)).toBe(text);
  });
});

describe('structures', () => {
  it('redacts every string and keeps the shape', () => {
    registerSecret('top-secret-1');
    expect(redactJson({ a: ['x top-secret-1', 1, null], b: { 'top-secret-1': true } })).toEqual({
      a: ['x [redacted]', 1, null],
      b: { '[redacted]': true },
    });
  });

  it('lets an error be made of an echo of the environment', () => {
    const echo = 'String measured: {"A":"s3cr3t"}';
    const error = new AppError({
      code: 'CONFIG_INVALID',
      message: echo,
      details: { text: echo, requestId: 'r-1' },
    });
    expect(error.toDocument().details).toEqual({ text: 'String measured: [redacted]', requestId: 'r-1' });
    expect(JSON.stringify(error.toDocument())).not.toContain('s3cr3t');
  });
});

/** What a reader could make of the base64 parts that are left. */
function decoded(text: string): string {
  return text
    .split(/[^A-Za-z0-9+/_-]+/)
    .map((part) => Buffer.from(part, 'base64').toString('latin1'))
    .join(' ');
}

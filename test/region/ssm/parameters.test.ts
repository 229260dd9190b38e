/** Parameters over the wire: types, versions, decryption, ARNs, and what is refused. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonCall } from '../json-call.js';
import { startTestRegion, type TestRegion } from '../test-region.js';

let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.close());

const call = (operation: string, input: object) => jsonCall(region.url, `AmazonSSM.${operation}`, input);
const put = (Name: string, Value: string, more: object = { Type: 'String' }) =>
  call('PutParameter', { Name, Value, ...more });
const get = async (Name: string, more: object = {}) =>
  (await call('GetParameter', { Name, ...more })).body.Parameter as Record<string, unknown> | undefined;

it('are put and read by name, version and ARN', async () => {
  expect((await put('/app/table', 'one')).body).toEqual({ Version: 1, Tier: 'Standard' });
  expect((await put('/app/table', 'two', { Overwrite: true })).body).toEqual({
    Version: 2,
    Tier: 'Standard',
  });
  const ARN = 'arn:aws:ssm:us-east-1:000000000000:parameter/app/table';
  const current = {
    ARN,
    DataType: 'text',
    LastModifiedDate: region.now() / 1000,
    Name: '/app/table',
    Type: 'String',
    Value: 'two',
    Version: 2,
  };
  expect(await get('/app/table')).toEqual(current);
  expect(await get(ARN)).toEqual(current);
  expect(await get('/app/table:1')).toEqual({ ...current, Selector: ':1', Value: 'one', Version: 1 });
  await put('plain', 'a,b', { Type: 'StringList' });
  expect(await get('arn:aws:ssm:us-east-1:000000000000:parameter/plain')).toMatchObject({
    Name: 'plain',
    Value: 'a,b',
  });
});

it('keep a secure value to those who ask for it', async () => {
  await put('/app/key', 'hunter2', { Type: 'SecureString' });
  expect((await get('/app/key', { WithDecryption: true }))?.Value).toBe('hunter2');
  const cipher = String((await get('/app/key'))?.Value);
  expect(cipher).toMatch(/^AQICAH/);
  expect(Buffer.from(cipher, 'base64').toString('latin1')).not.toContain('hunter2');
});

it('are read together, and the missing ones named', async () => {
  await put('/z', '1');
  await put('/a', '2');
  const { body } = await call('GetParameters', { Names: ['/z', '/nobody', '/a', '/a:9'] });
  expect((body.Parameters as { Name: string }[]).map(({ Name }) => Name)).toEqual(['/a', '/z']);
  expect(body.InvalidParameters).toEqual(['/a:9', '/nobody']);
});

it('are gone once deleted', async () => {
  await put('/gone', '1');
  expect(await call('DeleteParameter', { Name: '/gone' })).toEqual({ status: 200, body: {} });
  // AWS sends no text with it.
  const missing = { status: 400, body: { __type: 'ParameterNotFound' } };
  expect(await call('GetParameter', { Name: '/gone' })).toEqual(missing);
  expect(await call('DeleteParameter', { Name: '/gone' })).toEqual(missing);
});

it.each([
  [
    'ParameterAlreadyExists',
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    { Name: '/there', Value: '2', Type: 'String' },
  ],
  [
    'ValidationException',
    'A parameter type is required when you create a parameter.',
    { Name: '/new', Value: '1' },
  ],
  [
    'ValidationException',
    'Parameter name must be a fully qualified name.',
    { Name: 'a/b', Value: '1', Type: 'String' },
  ],
  [
    'ValidationException',
    'Standard tier parameters support a maximum parameter value of 4096 characters.',
    { Name: '/big', Value: 'x'.repeat(4097), Type: 'String' },
  ],
  [
    'ValidationException',
    "1 validation error detected: Value 'Text' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [String, StringList, SecureString]",
    { Name: '/new', Value: '1', Type: 'Text' },
  ],
])('are refused: %s %s', async (__type, message, input) => {
  await put('/there', '1');
  expect(await call('PutParameter', input)).toEqual({ status: 400, body: { __type, message } });
});

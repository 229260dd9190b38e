/** Parameters and secrets, against moto. */
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect } from 'vitest';
import { thrownBy } from '../../config/thrown.js';
import { type Moto, startMoto } from '../../servers/moto.js';
import { needing } from '../../servers/needing.js';
import { adaptersAt } from './adapters-at.js';

const { test } = needing('moto_server');

let moto: Moto;
let aws: ReturnType<typeof adaptersAt>;
const place = (endpoint: string) => ({
  region: 'us-east-1',
  endpoint,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

beforeAll(async () => {
  moto = await startMoto();
  aws = adaptersAt(moto.url);
  const ssm = new SSMClient(place(moto.url));
  const put = (Name: string, Value: string, Type: 'String' | 'StringList' | 'SecureString') =>
    ssm.send(new PutParameterCommand({ Name, Value, Type, Overwrite: true }));
  await put('/app/plain', 'first', 'String');
  await put('/app/plain', 'second', 'String');
  await put('/app/list', 'a,b', 'StringList');
  await put('/app/secret', 'very secret', 'SecureString');
  for (let index = 0; index < 22; index++) await put(`/many/${index}`, String(index), 'String');
  const secrets = new SecretsManagerClient(place(moto.url));
  await secrets.send(new CreateSecretCommand({ Name: 'app/db', SecretString: '{"user":"u"}' }));
  await secrets.send(new CreateSecretCommand({ Name: 'app/binary', SecretBinary: Buffer.from('x') }));
});

afterAll(async () => {
  aws?.close();
  await moto?.close();
});

test('parameters come decrypted, with their kinds; what is not there is missing', async () => {
  const found = await aws.parameters.read(['/app/plain', '/app/list', '/app/secret', '/app/none']);
  expect([...found]).toEqual([
    ['/app/plain', { value: 'second', kind: 'String' }],
    ['/app/list', { value: 'a,b', kind: 'StringList' }],
    ['/app/secret', { value: 'very secret', kind: 'SecureString' }],
  ]);
});

test('a version can be asked for', async () => {
  const found = await aws.parameters.read(['/app/plain:1', '/app/plain:2']);
  expect([...found].map(([name, { value }]) => [name, value])).toEqual([
    ['/app/plain:1', 'first'],
    ['/app/plain:2', 'second'],
  ]);
});

test('more than ten go in several requests', async () => {
  const names = Array.from({ length: 22 }, (_, index) => `/many/${index}`);
  const found = await aws.parameters.read([...names, ...names]);
  expect([...found].map(([name]) => name)).toEqual(names);
});

test('a secret is read by name; what is not there is undefined, and what is binary refused', async () => {
  expect(await aws.secrets.read('app/db')).toBe('{"user":"u"}');
  expect(await aws.secrets.read('app/none')).toBeUndefined();
  const error = await thrownBy(() => aws.secrets.read('app/binary'));
  expect(error).toMatchObject({ code: 'REMOTE_REFUSED', exitCode: 4 });
  expect(error.message).toContain('app/binary is binary');
});

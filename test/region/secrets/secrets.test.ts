/** Secrets over the wire: values by name, ARN, version and stage; deletion; what is refused. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonCall } from '../json-call.js';
import { startTestRegion, type TestRegion } from '../test-region.js';

const day = 24 * 3600 * 1000;
let region: TestRegion;
beforeAll(async () => {
  region = await startTestRegion();
});
afterAll(() => region.close());

const call = (operation: string, input: object) => jsonCall(region.url, `secretsmanager.${operation}`, input);
const create = async (Name: string, SecretString: string) =>
  (await call('CreateSecret', { Name, SecretString })).body as { ARN: string; VersionId: string };
const value = async (SecretId: string, more: object = {}) =>
  (await call('GetSecretValue', { SecretId, ...more })).body;
const refusal = (__type: string, message: string) => ({ status: 400, body: { __type, message } });
const missing = refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");

it('are read by name, ARN and ARN without its end', async () => {
  const { ARN, VersionId } = await create('app/db', '{"password":"one"}');
  expect(ARN).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:app\/db-[a-zA-Z0-9]{6}$/);
  for (const id of ['app/db', ARN, ARN.slice(0, -7)])
    expect(await value(id)).toEqual({
      ARN,
      Name: 'app/db',
      VersionId,
      SecretString: '{"password":"one"}',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: region.now() / 1000,
    });
});

it('have a current and a previous value', async () => {
  await create('rotated', 'one');
  const ClientRequestToken = '12345678-1234-1234-1234-123456789012';
  const put = (SecretString: string) =>
    call('PutSecretValue', { SecretId: 'rotated', SecretString, ClientRequestToken });
  expect((await put('two')).body).toMatchObject({
    VersionId: ClientRequestToken,
    VersionStages: ['AWSCURRENT'],
  });
  expect((await put('two')).status).toBe(200);
  expect((await put('other')).body.__type).toBe('ResourceExistsException');
  expect((await value('rotated')).SecretString).toBe('two');
  expect((await value('rotated', { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
  await call('PutSecretValue', { SecretId: 'rotated', SecretString: 'three' });
  expect((await value('rotated', { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two');
  expect((await value('rotated', { VersionId: ClientRequestToken })).SecretString).toBe('two');
});

it('are deleted at once or after a while', async () => {
  await create('forced', 'x');
  await call('DeleteSecret', { SecretId: 'forced', ForceDeleteWithoutRecovery: true });
  expect(await call('GetSecretValue', { SecretId: 'forced' })).toEqual(missing);
  const { ARN } = await create('slowly', 'x');
  const { body } = await call('DeleteSecret', { SecretId: 'slowly', RecoveryWindowInDays: 7 });
  expect(body.DeletionDate).toBe((region.now() + 7 * day) / 1000);
  const marked = "You can't perform this operation on the secret because it was marked for deletion.";
  expect(await call('GetSecretValue', { SecretId: 'slowly' })).toEqual(
    refusal('InvalidRequestException', marked),
  );
  expect((await call('CreateSecret', { Name: 'slowly', SecretString: 'y' })).body.message).toBe(
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );
  region.advance(7 * day);
  expect(await call('GetSecretValue', { SecretId: 'slowly' })).toEqual(missing);
  expect((await create('slowly', 'y')).ARN).not.toBe(ARN);
});

it('are refused in the words of Secrets Manager', async () => {
  await create('taken', 'x');
  expect(await call('CreateSecret', { Name: 'taken', SecretString: 'y' })).toEqual(
    refusal('ResourceExistsException', 'The operation failed because the secret taken already exists.'),
  );
  expect(await call('GetSecretValue', { SecretId: 'taken', VersionStage: 'MINE' })).toEqual(
    refusal(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value for staging label: MINE",
    ),
  );
  await call('CreateSecret', { Name: 'empty' });
  expect((await value('empty')).__type).toBe('ResourceNotFoundException');
  expect((await call('DeleteSecret', { SecretId: 'taken', RecoveryWindowInDays: 1 })).body.message).toBe(
    'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
  );
});

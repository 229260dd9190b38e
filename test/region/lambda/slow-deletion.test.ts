/** A region that takes its time to delete functions: Deleting is seen, refuses changes, and ends. */
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { refusalOf } from './refusal.js';

const FunctionName = 'going';
let region: TestRegion;
let create: () => Promise<unknown>;
beforeAll(async () => {
  region = await startTestRegion({ deletionDelay: 5000 });
  const Role = await region.role('worker');
  const Code = { ImageUri: await region.push('app', 'v1') };
  create = () =>
    region.lambda.send(new CreateFunctionCommand({ FunctionName, Role, PackageType: 'Image', Code }));
});
afterAll(() => region.close());

it('shows the function as Deleting, then not at all, and lets it be made again', async () => {
  const get = () => region.lambda.send(new GetFunctionCommand({ FunctionName }));
  const remove = () => region.lambda.send(new DeleteFunctionCommand({ FunctionName }));
  const count = async () => (await region.lambda.send(new ListFunctionsCommand({}))).Functions?.length;
  await create();
  region.settle();
  await remove();
  region.advance(4999);
  expect((await get()).Configuration?.State).toBe('Deleting');
  expect(await count()).toBe(1);
  const change = new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: 5 });
  for (const call of [remove(), region.lambda.send(change)])
    expect(await refusalOf(call)).toEqual({
      status: 409,
      name: 'ResourceConflictException',
      message:
        'The operation cannot be performed at this time. The function is currently in the following state: Deleting',
    });
  expect(await refusalOf(create())).toMatchObject({ status: 409, message: 'Function already exist: going' });
  region.advance(1);
  expect((await refusalOf(get())).status).toBe(404);
  expect(await count()).toBe(0);
  await create();
  expect((await get()).Configuration?.State).toBe('Pending');
});

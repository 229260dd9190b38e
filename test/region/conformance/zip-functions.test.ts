/** The recorded tests of Zip functions, revisions and conflicts, performed through the SDK. Skipped, saying so, where the recordings are absent. */
import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, it } from 'vitest';
import { recordingsExist } from './recordings.js';
import { emptyZip, functionName as FunctionName, openSession, type Session } from './session.js';

const title = recordingsExist
  ? 'Zip functions answer as recorded against AWS:'
  : 'Zip functions answer as recorded (skipped: ../shared/aws-recordings is not here):';

let session: Session | undefined;
afterEach(async () => {
  await session?.close();
  session = undefined;
});

const get = () => new GetFunctionCommand({ FunctionName });
const getConfiguration = () => new GetFunctionConfigurationCommand({ FunctionName });

describe.skipIf(!recordingsExist)(title, () => {
  it('test_lambda_zip_file_to_image', async () => {
    session = await openSession('test_lambda_zip_file_to_image');
    const { step, settle, region, createZip } = session;
    const ImageUri = await region.push('image', 'latest');
    await step('create-image-response', createZip({ Handler: 'handler.handler' }));
    settle();
    await step('get-function-code-response', get());
    await step('get-function-config-response', getConfiguration());
    await step('zipfile-to-image-error', new UpdateFunctionCodeCommand({ FunctionName, ImageUri }));
    await step('get-function-code-response-after-update', get());
    await step('get-function-config-response-after-update', getConfiguration());
  });

  it('test_function_revisions_basic', async () => {
    session = await openSession('test_function_revisions_basic');
    const { step, settle, createZip } = session;
    const wrap = (CreateFunctionResponse: object) => ({
      CreateEventSourceMappingResponse: null,
      CreateFunctionResponse,
    });
    const revisionOf = (answer: Record<string, unknown>) =>
      (answer.Configuration as { RevisionId: string }).RevisionId;
    await step(
      'create_function_response_rev1',
      createZip({ Timeout: 30, Environment: { Variables: {} } }),
      wrap,
    );
    settle();
    const second = revisionOf(await step('get_function_response_rev2', get()));
    const code = { FunctionName, ZipFile: emptyZip };
    await step(
      'update_function_revision_exception',
      new UpdateFunctionCodeCommand({ ...code, RevisionId: 'wrong' }),
    );
    await step(
      'update_function_code_response_rev3',
      new UpdateFunctionCodeCommand({ ...code, RevisionId: second }),
    );
    settle();
    const fourth = revisionOf(await step('get_function_response_rev4', get()));
    const settings = { FunctionName, Runtime: 'python3.8' } as const;
    await step(
      'update_function_configuration_revision_exception',
      new UpdateFunctionConfigurationCommand({ ...settings, RevisionId: 'wrong' }),
    );
    await step(
      'update_function_configuration_response_rev5',
      new UpdateFunctionConfigurationCommand({ ...settings, RevisionId: fourth }),
    );
    settle();
    await step('get_function_response_rev6', get());
  });

  it('test_lambda_concurrent_code_updates', async () => {
    session = await openSession('test_lambda_concurrent_code_updates');
    const { step, settle, lambda, createZip } = session;
    await step('create-function-response', createZip({ Handler: 'handler.handler' }));
    settle();
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: emptyZip }));
    await step(
      'update-during-in-progress-update-exc',
      new UpdateFunctionCodeCommand({ FunctionName, ZipFile: emptyZip }),
    );
  });
});

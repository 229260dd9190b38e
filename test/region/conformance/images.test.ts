/** The recorded tests of image functions, performed through the SDK. Skipped, saying so, where the recordings are absent. */
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, it } from 'vitest';
import { recordingsExist } from './recordings.js';
import { emptyZip, functionName as FunctionName, openSession, type Session } from './session.js';

const title = recordingsExist
  ? 'image functions answer as recorded against AWS:'
  : 'image functions answer as recorded (skipped: ../shared/aws-recordings is not here):';

let session: Session | undefined;
afterEach(async () => {
  await session?.close();
  session = undefined;
});

const Environment = { Variables: { CUSTOM_ENV: 'test' } };
const get = () => new GetFunctionCommand({ FunctionName });
const getConfiguration = () => new GetFunctionConfigurationCommand({ FunctionName });

describe.skipIf(!recordingsExist)(title, () => {
  it('test_lambda_image_crud', async () => {
    session = await openSession('test_lambda_image_crud');
    const { step, settle, region, role } = session;
    const Code = { ImageUri: await region.push('first', 'latest') };
    const second = await region.push('second', 'latest');
    await step(
      'create-image-response',
      new CreateFunctionCommand({ FunctionName, Role: role, Code, PackageType: 'Image', Environment }),
    );
    settle();
    await step('get-function-code-response', get());
    await step('get-function-config-response', getConfiguration());
    await step('image-to-zipfile-error', new UpdateFunctionCodeCommand({ FunctionName, ZipFile: emptyZip }));
    await step(
      'update-function-code-response',
      new UpdateFunctionCodeCommand({ FunctionName, ImageUri: second }),
    );
    settle();
    await step('get-function-code-response-after-update', get());
    await step('get-function-config-response-after-update', getConfiguration());
  });

  it('test_lambda_image_and_image_config_crud', async () => {
    session = await openSession('test_lambda_image_and_image_config_crud');
    const { step, settle, region, role } = session;
    const Code = { ImageUri: await region.push('image', 'latest') };
    const ImageConfig = { EntryPoint: ['sh'], Command: ['-c', 'echo test'], WorkingDirectory: '/app1' };
    await step(
      'create-image-with-config-response',
      new CreateFunctionCommand({
        FunctionName,
        Role: role,
        Code,
        PackageType: 'Image',
        Environment,
        ImageConfig,
      }),
    );
    settle();
    await step('get-function-code-with-config-response', get());
    await step('get-function-config-with-config-response', getConfiguration());
    const changed = { Command: ['-c', 'echo test1'], WorkingDirectory: '/app1' };
    await step(
      'update-function-code-response',
      new UpdateFunctionConfigurationCommand({ FunctionName, ImageConfig: changed }),
    );
    settle();
    await step('get-function-code-response-after-update', get());
    await step('get-function-config-response-after-update', getConfiguration());
    await step(
      'update-function-code-delete-imageconfig-response',
      new UpdateFunctionConfigurationCommand({ FunctionName, ImageConfig: {} }),
    );
    settle();
    await step('get-function-code-response-after-delete-imageconfig', get());
    await step('get-function-config-response-after-delete-imageconfig', getConfiguration());
  });

  it('test_lambda_image_versions', async () => {
    session = await openSession('test_lambda_image_versions');
    const { step, settle, region, role } = session;
    const Code = { ImageUri: await region.push('image', 'latest') };
    const created = await step(
      'create_image_response',
      new CreateFunctionCommand({
        FunctionName,
        Role: role,
        Code,
        PackageType: 'Image',
        Environment,
        Publish: true,
      }),
    );
    settle();
    await step('get_function_result', get());
    await step('list_versions_result', new ListVersionsByFunctionCommand({ FunctionName }));
    await step(
      'first_update_response',
      new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'Second version :)' }),
    );
    settle();
    await step('first_update_get_function', get());
    await step(
      'invalid_sha_publish',
      new PublishVersionCommand({ FunctionName, CodeSha256: 'a'.repeat(64) }),
    );
    const Description = 'Second version description :)';
    const CodeSha256 = String(created.CodeSha256);
    await step(
      'first_publish_response',
      new PublishVersionCommand({ FunctionName, CodeSha256, Description }),
    );
    await step(
      'second_update_response',
      new UpdateFunctionConfigurationCommand({ FunctionName, Description: 'Third version :)' }),
    );
    settle();
    await step('second_update_get_function', get());
    await step(
      'second_publish_response',
      new PublishVersionCommand({ FunctionName, Description: 'Third version description :)' }),
    );
  });
});

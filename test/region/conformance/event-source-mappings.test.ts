/** The recorded test of function names in event source mappings, performed through the SDK. Skipped, saying so, where the recordings are absent. */
import {
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, it } from 'vitest';
import { record } from './recording-client.js';
import { recordingsExist } from './recordings.js';
import { functionName, openSession, type Session } from './session.js';

const title = recordingsExist
  ? 'event source mappings answer as recorded against AWS:'
  : 'event source mappings answer as recorded (skipped: ../shared/aws-recordings is not here):';

let session: Session | undefined;
afterEach(async () => {
  await session?.close();
  session = undefined;
});

describe.skipIf(!recordingsExist)(title, () => {
  it('test_function_name_variations', async () => {
    session = await openSession('test_function_name_variations');
    const { step, region, lambda, settle, createZip } = session;
    const { account } = region.settings;
    await region.attach('conformance-role', 'service-role/AWSLambdaSQSQueueExecutionRole');
    await record(lambda, createZip());
    settle();
    await lambda.send(new PublishVersionCommand({ FunctionName: functionName }));
    await lambda.send(
      new CreateAliasCommand({ FunctionName: functionName, Name: 'myalias', FunctionVersion: '1' }),
    );
    // The recordings hold what the SDK of Python made of the time.
    const withDate = (answer: Record<string, unknown>) => ({
      ...answer,
      LastModified: new Date(Number(answer.LastModified) * 1000).toISOString(),
    });
    const connect = async (name: string, target: string) => {
      const command = new CreateEventSourceMappingCommand({
        FunctionName: target,
        EventSourceArn: `arn:aws:sqs:us-east-1:${account}:queue`,
      });
      const { UUID } = await step(name, command, withDate);
      settle();
      await lambda.send(new DeleteEventSourceMappingCommand({ UUID: String(UUID) }));
      settle();
    };
    const partial = `${account}:function:${functionName}`;
    const full = `arn:aws:lambda:us-east-1:${partial}`;
    await connect('name_only_create_esm', functionName);
    await connect('partial_arn_latest_create_esm', `${partial}:$LATEST`);
    await connect('partial_arn_version_create_esm', `${partial}:1`);
    await connect('partial_arn_alias_create_esm', `${partial}:myalias`);
    await connect('full_arn_latest_create_esm', full);
    await connect('full_arn_version_create_esm', `${full}:1`);
    await connect('full_arn_alias_create_esm', `${full}:myalias`);
  });
});

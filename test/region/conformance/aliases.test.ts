/** The recorded tests of aliases, performed through the SDK. Skipped, saying so, where the recordings are absent. */
import {
  CreateAliasCommand,
  type CreateAliasCommandInput,
  DeleteAliasCommand,
  GetAliasCommand,
  GetFunctionCommand,
  ListAliasesCommand,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, describe, it } from 'vitest';
import { recordingsExist } from './recordings.js';
import { functionName as FunctionName, openSession, type Session } from './session.js';

const title = recordingsExist
  ? 'aliases answer as recorded against AWS:'
  : 'aliases answer as recorded (skipped: ../shared/aws-recordings is not here):';

let session: Session | undefined;
afterEach(async () => {
  await session?.close();
  session = undefined;
});

const staging = { Variables: { testenv: 'staging' } };
const publish = () => new PublishVersionCommand({ FunctionName });
const list = () => new ListAliasesCommand({ FunctionName });

/** Two versions that differ in their environment. */
async function publishTwo({ step, settle, lambda }: Session): Promise<void> {
  settle();
  await step('publish_v1', publish());
  const Environment = { Variables: { testenv: 'prod' } };
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
  settle();
  await step('publish_v2', publish());
}

describe.skipIf(!recordingsExist)(title, () => {
  it('test_alias_lifecycle', async () => {
    session = await openSession('test_alias_lifecycle');
    const { step, region, createZip } = session;
    const alias = (Name: string) => new GetAliasCommand({ FunctionName, Name });
    const create = (Name: string, FunctionVersion: string, more: Partial<CreateAliasCommandInput> = {}) =>
      new CreateAliasCommand({ FunctionName, Name, FunctionVersion, ...more });
    // Recorded with a paginator, which keeps no metadata.
    const withoutMetadata = ({ ResponseMetadata: _, ...rest }: Record<string, unknown>) => rest;
    const Description = 'custom-alias';
    const arn = `arn:aws:lambda:us-east-1:${region.settings.account}:function:${FunctionName}`;
    await step('create_response', createZip({ Environment: staging }));
    await publishTwo(session);
    const RoutingConfig = { AdditionalVersionWeights: { '2': 0.2 } };
    await step('create_alias_1_1', create('aliasname1_1', '1', { Description, RoutingConfig }));
    await step('get_alias_1_1', alias('aliasname1_1'));
    await step('get_function_alias_1_1', new GetFunctionCommand({ FunctionName, Qualifier: 'aliasname1_1' }));
    await step(
      'get_function_byarn_alias_1_1',
      new GetFunctionCommand({ FunctionName: `${arn}:aliasname1_1` }),
    );
    await step(
      'get_function_alias_notfound_exc',
      new GetFunctionCommand({ FunctionName, Qualifier: 'aliasdoesnotexist' }),
    );
    await step(
      'get_function_alias_byarn_notfound_exc',
      new GetFunctionCommand({ FunctionName: `${arn}:aliasdoesnotexist` }),
    );
    await step('create_alias_1_2', create('aliasname1_2', '1', { Description }));
    await step('get_alias_1_2', alias('aliasname1_2'));
    await step('create_alias_1_3', create('aliasname1_3', '1'));
    await step('get_alias_1_3', alias('aliasname1_3'));
    await step('create_alias_2', create('aliasname2', '2', { Description }));
    await step('get_alias_2', alias('aliasname2'));
    await step('list_aliases_for_fnname', list(), withoutMetadata);
    const clear = { FunctionName, Name: 'aliasname1_1', RoutingConfig: {} };
    await step('update_alias_1_1', new UpdateAliasCommand(clear));
    await step('get_alias_1_1_after_update', alias('aliasname1_1'));
    await step('list_aliases_for_fnname_after_update', list());
    await step('update_alias_1_2', new UpdateAliasCommand({ FunctionName, Name: 'aliasname1_2' }));
    await step('get_alias_1_2_after_update', alias('aliasname1_2'));
    await step('list_aliases_for_fnname_after_update_2', list());
    await step('list_aliases_for_version', new ListAliasesCommand({ FunctionName, FunctionVersion: '1' }));
    await step('delete_alias_response', new DeleteAliasCommand({ FunctionName, Name: 'aliasname1_1' }));
    await step('list_aliases_for_fnname_afterdelete', list());
  });

  it('test_notfound_and_invalid_routingconfigs', async () => {
    session = await openSession('test_notfound_and_invalid_routingconfigs');
    const { step, createZip } = session;
    const create = (
      FunctionVersion: string,
      weights?: Record<string, number>,
      more: Partial<CreateAliasCommandInput> = {},
    ) =>
      new CreateAliasCommand({
        FunctionName,
        Name: 'custom',
        FunctionVersion,
        ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }),
        ...more,
      });
    await step('create_response', createZip({ Environment: staging, Publish: true }));
    await publishTwo(session);
    await step('routing_config_exc_toomany', create('1', { '1': 0.1, '2': 0.1 }));
    await step('routing_config_exc_toohigh', create('1', { '2': 2 }));
    await step('routing_config_exc_subzero', create('1', { '2': -1 }));
    await step('routing_config_exc_sameversion', create('1', { '1': 0.5 }));
    await step('target_version_doesnotexist', create('10', { '2': 0.5 }));
    await step('routing_config_exc_version_doesnotexist', create('1', { '10': 0.5 }));
    await step('target_version_exc_version_latest', create('$LATEST', { '1': 0.5 }));
    await step('routing_config_exc_version_latest', create('1', { $LATEST: 0.5 }));
    await step('create-alias-latest', create('$LATEST', undefined, { Name: 'custom-latest' }));
    await step(
      'routing_config_exc_fn_doesnotexist',
      create('1', { '2': 0.5 }, { FunctionName: `${FunctionName}-unknown` }),
    );
    await step('create_alias_empty_routingconfig', create('1', {}, { Name: 'custom-empty-routingconfig' }));
    await step('create_alias_response', create('1', { '2': 0.5 }));
    await step('routing_config_exc_already_exist', create('1', { '2': 0.5 }));
    await step('alias_does_not_exist_esc', new GetAliasCommand({ FunctionName, Name: 'non-existent' }));
  });
});

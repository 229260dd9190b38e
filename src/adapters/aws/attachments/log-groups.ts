/** Log groups over CloudWatch Logs. */
import type { LogGroupService } from '../../../ports/log-group-service.js';
import { awsFailure } from '../aws-failure.js';
import { readFault } from '../aws-fault.js';
import type { AwsSession } from '../aws-session.js';

type Sdk = Awaited<ReturnType<AwsSession['logs']>>;
type LogsCall = <Output>(
  doing: string,
  run: (sdk: Sdk, options: AwsSession['sendOptions']) => Promise<Output>,
) => Promise<Output>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html */
export function logGroups(session: AwsSession): LogGroupService {
  const call = logsCall(session);
  return {
    get: (group) =>
      call(`Reading log group ${group}`, async ({ api, client }, options) => {
        // The list is in order, so a group of exactly this name comes first of those that start with it.
        const command = new api.DescribeLogGroupsCommand({ logGroupNamePrefix: group });
        const { logGroups: found = [] } = await client.send(command, options);
        const own = found.find(({ logGroupName }) => logGroupName === group);
        return own && { days: own.retentionInDays ?? false };
      }),
    create: (group) =>
      call(`Creating log group ${group}`, async ({ api, client }, options) => {
        try {
          await client.send(new api.CreateLogGroupCommand({ logGroupName: group }), options);
        } catch (error) {
          if (readFault(error).name !== 'ResourceAlreadyExistsException') throw error;
        }
      }),
    retain: (group, days) =>
      call(`Setting the retention of log group ${group}`, async ({ api, client }, options) => {
        if (days === false)
          await client.send(new api.DeleteRetentionPolicyCommand({ logGroupName: group }), options);
        else
          await client.send(
            new api.PutRetentionPolicyCommand({ logGroupName: group, retentionInDays: days }),
            options,
          );
      }),
  };
}

function logsCall(session: AwsSession): LogsCall {
  return async (doing, run) => {
    try {
      return await run(await session.logs(), session.sendOptions);
    } catch (error) {
      throw awsFailure(error, { service: 'CloudWatch Logs', doing, profile: session.settings.profile });
    }
  };
}

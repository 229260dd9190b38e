/** Decides, roughly, whether a role may perform an action. */
import type { Store } from '../store.js';
import { parsePolicyDocument } from './policy-document.js';
import { roleTable } from './role.js';

/** Whether the role's policies allow an action such as `ec2:CreateNetworkInterface`. */
export type RolePermissions = (roleArn: string, action: string) => boolean;

/** Managed policies that matter to the checks of this region, by name. */
const managed: Record<string, readonly string[]> = {
  AdministratorAccess: ['*'],
  PowerUserAccess: ['*'],
  AmazonEC2FullAccess: ['ec2:*'],
  AmazonVPCFullAccess: ['ec2:*'],
  AWSLambdaVPCAccessExecutionRole: ['ec2:*NetworkInterface*', 'logs:*'],
  AWSLambdaENIManagementAccess: ['ec2:*NetworkInterface*'],
  AWSLambdaSQSQueueExecutionRole: [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'logs:*',
  ],
  AWSLambdaKinesisExecutionRole: [
    'kinesis:DescribeStream*',
    'kinesis:Get*',
    'kinesis:List*',
    'kinesis:SubscribeToShard',
    'logs:*',
  ],
  AWSLambdaDynamoDBExecutionRole: [
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    'logs:*',
  ],
  AWSLambdaRole: ['lambda:InvokeFunction'],
  AWSLambda_FullAccess: ['lambda:*', 'logs:*'],
  AmazonSQSFullAccess: ['sqs:*'],
  AmazonSNSFullAccess: ['sns:*'],
  AmazonS3FullAccess: ['s3:*'],
  AmazonKinesisFullAccess: ['kinesis:*'],
  AmazonDynamoDBFullAccess: ['dynamodb:*'],
  AmazonEventBridgeFullAccess: ['events:*'],
};

/** Looks at actions only; resources and conditions count as matching, and other managed policies as granting nothing. */
export function createRolePermissions(store: Store): RolePermissions {
  const roles = roleTable(store);
  return (arn, action) => {
    const role = roles.get(arn.slice(arn.lastIndexOf('/') + 1));
    if (!role) return false;
    const statements = Object.values(role.inline).flatMap((text) => parsePolicyDocument(text, 'identity'));
    const matching = statements.filter(({ actions }) => actions.some((pattern) => covers(pattern, action)));
    if (matching.some(({ effect }) => effect === 'Deny')) return false;
    const granted = role.attached.flatMap(
      (policy) => managed[policy.slice(policy.lastIndexOf('/') + 1)] ?? [],
    );
    return matching.length > 0 || granted.some((pattern) => covers(pattern, action));
  };
}

/** IAM wildcards, without regard to case: `*` any text, `?` any character. */
export function covers(pattern: string, action: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 'i').test(action);
}

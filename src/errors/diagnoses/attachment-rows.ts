/** Diagnoses around what hangs on a function: event sources and destinations (rows H, beyond the catalogue). */
import type { DiagnosisRow } from '../diagnosis-row.js';

const attach = 'aws iam attach-role-policy --role-name ROLE --policy-arn';
const managed = 'arn:aws:iam::aws:policy/service-role';

export const attachmentRows: readonly DiagnosisRow[] = [
  {
    id: 'H1',
    match:
      /execution role does not have permissions to call (?<action>ReceiveMessage|DeleteMessage|GetQueueAttributes) on SQS/,
    cause: 'The execution role may not read the queue, which Lambda does with the role of the function.',
    suggestions: [
      `Allow it: ${attach} ${managed}/AWSLambdaSQSQueueExecutionRole`,
      'Then deploy again; IAM takes some seconds to spread it.',
    ],
    code: 'ROLE_UNUSABLE',
  },
  {
    id: 'H2',
    match: /Cannot access stream (?<stream>\S+?)\. Please ensure the role can perform/,
    cause: 'The execution role may not read {stream}, which Lambda does with the role of the function.',
    suggestions: [
      `Allow it, for Kinesis: ${attach} ${managed}/AWSLambdaKinesisExecutionRole`,
      `For DynamoDB: ${attach} ${managed}/AWSLambdaDynamoDBExecutionRole`,
      'Then deploy again; IAM takes some seconds to spread it.',
    ],
    code: 'ROLE_UNUSABLE',
  },
  {
    id: 'H3',
    match:
      /execution role does not have permissions to call (?<action>SendMessage|Publish|PutEvents|InvokeFunction|PutObject) on (?<target>\S+?)\.?(?:\s|$)/,
    cause: 'The execution role may not write to the destination: {action} on {target}.',
    suggestions: [
      'Allow it: aws iam put-role-policy --role-name ROLE --policy-name destinations --policy-document file://policy.json',
      'Then deploy again; IAM takes some seconds to spread it.',
    ],
    code: 'ROLE_UNUSABLE',
  },
  {
    id: 'H4',
    match:
      /Queue visibility timeout: (?<visibility>\d+) seconds is less than Function timeout: (?<timeout>\d+) seconds/,
    cause:
      'A message would be handed out again while the function still works on it. AWS advises six times the function’s timeout.',
    suggestions: [
      'Raise it: aws sqs set-queue-attributes --queue-url URL --attributes VisibilityTimeout=SECONDS',
      'Or lower timeout of the function to at most {visibility} seconds.',
    ],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'H5',
    match: /event source mapping because it is in use|^ResourceInUseException/,
    cause: 'An earlier change of the event source mapping is still under way.',
    suggestions: ['Wait until its state is Enabled or Disabled, then deploy again.'],
    code: 'FUNCTION_BUSY',
    retry: 'conflict',
  },
  {
    id: 'H6',
    match: /(?:An event source mapping with|The event source arn) .* already exists/,
    cause: 'Somebody else connected the source to the function in between.',
    suggestions: ['Look at what changed, then deploy again: lading plan'],
    code: 'FUNCTION_CHANGED_MEANWHILE',
  },
];

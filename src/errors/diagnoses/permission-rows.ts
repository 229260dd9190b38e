/** Diagnoses of refused permissions: repository policy, execution role, caller, keys (rows B). */
import type { DiagnosisRow } from '../diagnosis-row.js';

const readPolicy = 'Read the policy: aws ecr get-repository-policy --repository-name {repository}';
const allowLambda =
  'Allow lambda.amazonaws.com the actions ecr:BatchGetImage and ecr:GetDownloadUrlForLayer in that policy; lading deploy writes it where it may.';

export const permissionRows: readonly DiagnosisRow[] = [
  {
    id: 'B1',
    match: /Lambda does not have permission to access the ECR image/,
    cause:
      'The repository policy does not let Lambda pull, or the caller may not read the image. Right after a push or a policy change this passes within a minute. An image of another account needs two statements there: one for this account, one for the service.',
    suggestions: [readPolicy, allowLambda],
    code: 'ACCESS_DENIED',
    retry: 'policy-race',
  },
  {
    id: 'B2',
    match: /function does not have permission to access the specified image/,
    cause:
      'Lambda could pull the image once and no longer can: the statement for lambda.amazonaws.com left the repository policy.',
    suggestions: [readPolicy, allowLambda],
    code: 'ACCESS_DENIED',
  },
  {
    id: 'B4',
    match: /role defined for the function cannot be assumed by Lambda/,
    cause:
      'The role does not trust lambda.amazonaws.com, or it was made seconds ago and IAM has not spread it yet.',
    suggestions: [
      'Read its trust policy: aws iam get-role --role-name ROLE --query Role.AssumeRolePolicyDocument',
      'If it is right, try again in a minute.',
    ],
    code: 'ROLE_UNUSABLE',
    retry: 'transient-role',
  },
  {
    id: 'B5',
    match: /provided execution role does not have permissions(?: to call (?<action>\w+) on (?<service>\w+))?/,
    cause: 'The execution role lacks a permission that this setting needs.',
    suggestions: [
      'For a VPC: aws iam attach-role-policy --role-name ROLE --policy-arn arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
    ],
    code: 'ROLE_UNUSABLE',
    retry: 'transient-role',
  },
  {
    id: 'B6',
    match: /is not authorized to perform: iam:PassRole on resource: (?<role>\S+)/,
    cause: 'The caller may not hand the role {role} to Lambda.',
    suggestions: [
      'Allow iam:PassRole on {role} with the condition iam:PassedToService = lambda.amazonaws.com for whoever deploys.',
    ],
    code: 'ACCESS_DENIED',
  },
  {
    id: 'B7',
    match: /Cross-account pass role is not allowed/,
    cause: 'The execution role belongs to another account than the function.',
    suggestions: ['Use a role of the function’s account; see which that is: aws sts get-caller-identity'],
    code: 'ROLE_UNUSABLE',
  },
  {
    id: 'B8',
    match: /at 'role' failed to satisfy constraint/,
    cause: 'The role is not a role ARN.',
    suggestions: ['Take the full ARN: aws iam get-role --role-name ROLE --query Role.Arn --output text'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'B9',
    match: /KMS key is invalid for CreateGrant/,
    cause:
      'The role or the key is so new that KMS does not know it yet, or the role was deleted and made again under the same name.',
    suggestions: ['Try again in a minute.', 'If it stays: set the function to another role and back.'],
    code: 'ROLE_UNUSABLE',
    retry: 'transient-role',
  },
  {
    id: 'B10',
    match: /unable to decrypt the environment variables because KMS access was denied/,
    cause:
      'The execution role may not use the key of the environment variables; a role made again under the same name loses that grant.',
    suggestions: ['Set the function to another role and back, or grant the role kms:Decrypt on the key.'],
    code: 'ROLE_UNUSABLE',
  },
  {
    id: 'B11',
    match: /Code signing is not supported for functions created with container images/,
    cause: 'Code signing configurations work for Zip functions only.',
    suggestions: ['Remove it, and sign the image in ECR instead (Notation).'],
    code: 'CONFIG_INVALID',
  },
];

/** After every other row: the general sentence of IAM, which names the action that is missing. */
export const unauthorizedRow: DiagnosisRow = {
  id: 'B0',
  match: /is not authorized to perform: (?<action>[a-z0-9-]+:\w+)(?: on resource: (?<resource>[^\s,]+))?/,
  cause: 'The credentials are valid but the action {action} is not allowed to them.',
  suggestions: [
    'Allow {action} on {resource} for this principal, or use another --profile.',
    'See who is calling: aws sts get-caller-identity',
  ],
  code: 'ACCESS_DENIED',
};

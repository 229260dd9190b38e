/** What Lambda refuses in settings although each member by itself is well formed. Texts: failures.md 1B and 1D. */
import { WireError } from '../wire/wire-error.js';
import type { FunctionSettings } from './function-record.js';
import type { SettingsInput } from './function-schema.js';
import type { LambdaDeps } from './lambda-deps.js';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
const reservedVariables = new Set([
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

const environmentPreamble =
  'Lambda was unable to configure your environment variables because the environment variables you have provided';

/**
 * What does not fit the package type.
 * @throws WireError InvalidParameterValueException 400 (D3, D5, D8, D15)
 */
export function requireFittingPackage(packageType: 'Image' | 'Zip', input: SettingsInput): void {
  if (packageType === 'Zip') {
    if (input.ImageConfig)
      throw invalid("Please don't provide ImageConfig when the intended function PackageType is Zip.");
    return;
  }
  if (input.Runtime !== undefined || input.Handler !== undefined) {
    throw invalid(
      "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image.",
    );
  }
  if (input.Layers?.length)
    throw invalid('Lambda layers are not supported for functions created with container images.');
  if (input.SnapStart?.ApplyOn === 'PublishedVersions') {
    throw invalid('SnapStart is not supported for functions created with container images.');
  }
}

/** @throws WireError InvalidParameterValueException 400 (D11, D12, D16, D17, B4, B5), AccessDeniedException 403 (B7) */
export function requireUsable(
  settings: FunctionSettings,
  input: SettingsInput & { Role?: string | undefined },
  deps: LambdaDeps,
): void {
  requireEnvironment(input.Environment?.Variables ?? {});
  if (input.Role !== undefined) requireRole(input.Role, deps);
  if (input.VpcConfig) requireVpc(settings, deps);
  if (input.DeadLetterConfig) requireDeadLetters(settings, deps);
  for (const layer of input.Layers ?? []) throw invalid(`Layer version ${layer} does not exist.`);
}

function requireEnvironment(variables: Readonly<Record<string, string>>): void {
  const measured = JSON.stringify(variables);
  if (measured.length > 4096) {
    throw invalid(`${environmentPreamble} exceeded the 4KB limit. String measured: ${measured}`);
  }
  const reserved = Object.keys(variables).filter((key) => reservedVariables.has(key));
  if (reserved.length > 0) {
    throw invalid(
      `${environmentPreamble} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
}

function requireRole(arn: string, deps: LambdaDeps): void {
  const verdict = deps.checkRole(arn);
  if (verdict === 'other-account') {
    throw new WireError('AccessDeniedException', 'Cross-account pass role is not allowed.', 403);
  }
  if (verdict === 'not-assumable')
    throw invalid('The role defined for the function cannot be assumed by Lambda.');
}

/** Lambda tries the role out at once: failed events would be lost later. */
function requireDeadLetters({ DeadLetterConfig, Role }: FunctionSettings, deps: LambdaDeps): void {
  if (!DeadLetterConfig) return;
  const service = DeadLetterConfig.TargetArn.split(':')[2];
  if (service !== 'sqs' && service !== 'sns')
    throw invalid(`The provided target ARN ${DeadLetterConfig.TargetArn} is invalid.`);
  const call = service === 'sqs' ? 'SendMessage' : 'Publish';
  if (!deps.roleMay(Role, `${service}:${call}`)) {
    throw invalid(
      `The provided execution role does not have permissions to call ${call} on ${service.toUpperCase()}`,
    );
  }
}

/** There is no EC2 here: ids in EC2's own form count as existing, all others as not found. */
function requireVpc({ VpcConfig, Role }: FunctionSettings, deps: LambdaDeps): void {
  if (!VpcConfig || VpcConfig.SubnetIds.length === 0) return;
  if (!deps.roleMay(Role, 'ec2:CreateNetworkInterface')) {
    throw invalid(
      'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
    );
  }
  const subnet = VpcConfig.SubnetIds.find((id) => !/^subnet-[0-9a-f]{8,17}$/.test(id));
  if (subnet !== undefined) {
    throw ec2Error('DescribeSubnets', 'InvalidSubnetID.NotFound', `The subnet ID '${subnet}' does not exist`);
  }
  const group = VpcConfig.SecurityGroupIds.find((id) => !/^sg-[0-9a-f]{8,17}$/.test(id));
  if (group !== undefined) {
    throw ec2Error(
      'DescribeSecurityGroups',
      'InvalidGroup.NotFound',
      `The security group '${group}' does not exist`,
    );
  }
}

function ec2Error(call: string, code: string, message: string): WireError {
  return invalid(`Error occurred while ${call}. EC2 Error Code: ${code}. EC2 Error Message: ${message}`);
}

export function invalid(message: string): WireError {
  return new WireError('InvalidParameterValueException', message, 400);
}

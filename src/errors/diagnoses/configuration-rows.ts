/** Diagnoses of refused settings: package type, ranges, environment, network, names (rows D1–D17, D30). */
import type { DiagnosisRow } from '../diagnosis-row.js';

export const configurationRows: readonly DiagnosisRow[] = [
  {
    id: 'D1',
    match: /Please provide ImageUri when updating a function with packageType Image/,
    cause: 'Zip code was sent to an image function.',
    suggestions: ['Deploy it with lading deploy, or pass --image-uri to aws lambda update-function-code.'],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'D2',
    match: /Please don't provide ImageUri when updating a function with packageType Zip/,
    cause: 'A Zip function of this name exists, and Lambda never changes the package type of a function.',
    suggestions: [
      'Deploy under another function name and move the callers.',
      'Or delete it first, which loses its versions, aliases, URL, triggers and policy: aws lambda delete-function --function-name {function}',
    ],
    code: 'PACKAGE_TYPE_ZIP',
  },
  {
    id: 'D3',
    match: /Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image/,
    cause: 'Handler, runtime and layers belong to Zip functions; an image brings its own.',
    suggestions: ['Remove them; name the handler in imageConfig.command or in the CMD of the Dockerfile.'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D5',
    match: /Lambda layers are not supported for functions created with container images/,
    cause: 'Layers cannot be attached to an image function.',
    suggestions: ['Copy the layer’s content to /opt in the Dockerfile.'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D6',
    match: /Runtime and Handler are mandatory parameters for functions created with deployment packages/,
    cause: 'The request did not say that this is an image function.',
    suggestions: ['Report it: lading always sends PackageType Image.'],
    code: 'INTERNAL',
  },
  {
    id: 'D8',
    match: /Please don't provide ImageConfig when the intended function PackageType is Zip/,
    cause: 'The function is a Zip function, and Lambda never changes the package type of a function.',
    suggestions: ['Deploy under another function name.'],
    code: 'PACKAGE_TYPE_ZIP',
  },
  {
    id: 'D9',
    match: /at 'architectures' failed to satisfy constraint/,
    cause: 'A function has exactly one architecture: x86_64 or arm64.',
    suggestions: ['Set architecture: x86_64 or architecture: arm64.'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D10',
    match:
      /'[Mm]emorySize'.*failed to satisfy constraint: Member must have value less than or equal to (?<cap>\d+)/,
    cause: 'This account may use at most {cap} MB a function; new accounts start at 3008.',
    suggestions: ['Set memorySize: {cap} or less, or ask AWS support to raise the limit.'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D11',
    match: /environment variables you have provided exceeded the 4KB limit/,
    cause: 'All environment variables together may take 4096 bytes.',
    suggestions: ['Keep large values in SSM Parameter Store or Secrets Manager and read them at start-up.'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D12',
    match:
      /contains reserved keys that are currently not supported for modification(?:\. Reserved keys used in this request: (?<keys>[^\n]+))?/,
    cause: 'Lambda sets these variables itself.',
    suggestions: ['Rename or remove them.'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D13',
    match: /at 'functionName' failed to satisfy constraint/,
    cause: 'A function name has up to 64 letters, digits, - and _ (an ARN up to 140 characters).',
    suggestions: ['Choose another function name.'],
    code: 'REFERENCE_INVALID',
  },
  {
    id: 'D15',
    match: /SnapStart is not supported for functions created with container images/,
    cause: 'SnapStart works for managed runtimes only.',
    suggestions: ['Remove it; provisioned concurrency keeps image functions warm.'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D16',
    match: /subnet ID '(?<subnet>[^']+)' does not exist/,
    cause: 'The subnet {subnet} does not exist in this account and region.',
    suggestions: ['List them: aws ec2 describe-subnets --query "Subnets[].SubnetId"'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D17',
    match: /security group '(?<group>[^']+)' does not exist/,
    cause: 'The security group {group} does not exist in this account and region.',
    suggestions: ['List them: aws ec2 describe-security-groups --query "SecurityGroups[].GroupId"'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D30',
    match:
      /at '(?<setting>timeout|memorySize|ephemeralStorage\.size|ephemeralStorage)' failed to satisfy constraint/i,
    cause:
      '{setting} is out of range: memory 128 to 10240 MB, timeout 1 to 900 seconds, ephemeral storage 512 to 10240 MB.',
    suggestions: ['Correct {setting} and deploy again.'],
    code: 'CONFIG_INVALID',
  },
];

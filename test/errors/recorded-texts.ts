/** Texts that AWS, registries and engines were seen to send, by row of the failure catalogue. */

const uri = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1';
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:app';

export const recordedTexts: readonly (readonly [id: string, text: string])[] = [
  [
    'A1',
    `InvalidParameterValueException: The image manifest, config or layer media type for the source image ${uri} is not supported.`,
  ],
  ['A1', `The image manifest or layer media type for the source image ${uri} is not supported.`],
  ['A2', 'The image manifest, config or layer media type for the source image %s is not supported.'],
  [
    'A3',
    `InvalidImage(ImageLayerFailure: UnsupportedImageLayerDetected - Layer Digest sha256:${'a'.repeat(64)})`,
  ],
  ['A3', 'CustomerError: ImageLayerFailure: UnsupportedImageLayerDetected'],
  ['A6', 'InvalidImage(SizeLimitExceeded: Uncompressed container image size exceeds 10 GiB limit)'],
  [
    'A7',
    "unsupported: Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Limit on number of layers per image exceeded'",
  ],
  ['A8', 'max depth exceeded'],
  ['A9', `Source image ${uri} does not exist. Provide a valid source image.`],
  ['A10', `Source image ${uri} is not valid. Provide a valid source image.`],
  ['A16', 'The function is trying to use a deleted image.'],
  ['A17', 'ERROR: Lambda cannot initialize the provided container image. Verify the image.'],
  ['A18', 'INFO: Lambda is initializing your function. It will be ready to invoke shortly.'],
  ['A19', 'CodeArtifactUserDeletedException: gone'],
  [
    'A20',
    "Lambda can't decrypt the container image because KMS access is denied. Check the function's KMS key settings. KMS Exception: AccessDeniedExceptionKMS Message: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
  ],
  ['A21', 'KMSDisabledException: the key is disabled'],
  ['A21', 'KMSNotFoundException: no such key'],
  ['A21', 'KMSInvalidStateException: pending deletion'],
  [
    'A22',
    'We currently do not have sufficient capacity in the region you requested. Our system will be working on provisioning additional capacity.',
  ],

  [
    'B1',
    'AccessDeniedException: Lambda does not have permission to access the ECR image. Check the ECR permissions.',
  ],
  ['B2', 'The function does not have permission to access the specified image.'],
  ['B4', 'InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.'],
  ['B5', 'The provided execution role does not have permissions to call CreateNetworkInterface on EC2'],
  [
    'B6',
    'AccessDeniedException: User: arn:aws:iam::123456789012:user/u is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/r because no identity-based policy allows the iam:PassRole action',
  ],
  ['B7', 'Cross-account pass role is not allowed.'],
  [
    'B8',
    "1 validation error detected: Value 'r' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+",
  ],
  [
    'B9',
    'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS key settings.',
  ],
  [
    'B10',
    'Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the function’s KMS key settings.',
  ],
  ['B11', 'Code signing is not supported for functions created with container images.'],
  [
    'B0',
    `AccessDeniedException: User: arn:aws:iam::123456789012:user/u is not authorized to perform: lambda:GetFunction on resource: ${arn} because no identity-based policy allows the lambda:GetFunction action`,
  ],

  [
    'C1',
    '{"errorType":"Runtime.InvalidEntrypoint","errorMessage":"RequestId: 1 Error: fork/exec /lambda-entrypoint.sh: exec format error"}',
  ],
  ['C2', 'RequestId: 1 Error: fork/exec /usr/local/bin/aws_lambda_ric: no such file or directory'],
  ['C3', 'fork/exec /app/run: permission denied'],
  ['C5', 'entrypoint requires the handler name to be the first argument'],
  ['C7', "the working directory '' is invalid, it needs to be an absolute path"],
  ['C7', "the working directory doesn't exist: /srv"],
  [
    'C8',
    "FunctionError.InvalidEntryPoint(The Lambda function's runtime entrypoint path isn't valid. The path must be absolute, non-empty, and point to an executable file.)",
  ],
  [
    'C9',
    '{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 1 Error: Runtime exited with error: exit status 127"}',
  ],
  ['C9', 'Runtime exited without providing a reason'],
  ['C10', 'Runtime exited with error: signal: killed'],
  [
    'C12',
    '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 1 Error: Task timed out after 3.00 seconds"}',
  ],
  ['C14', "Unable to import module 'app': No module named 'x'"],
  ['C15', "Runtime.HandlerNotFound: Handler 'x' missing on module 'y'"],
  ['C15', 'index.handler is undefined or not exported'],
  ['C16', "Bad handler 'x': not enough values to unpack (expected 2, got 1)"],
  ['C22', "EROFS: read-only file system, mkdir '/home/sbx_user1051'"],
  ['C22', "OSError: [Errno 30] Read-only file system: '/home/sbx_user1051'"],
  ['C24', "EACCES: permission denied, open '/var/task/index.js'"],
  ['C24', "[Errno 13] Permission denied: '/var/task/function.py'"],
  ['C25', 'OSError: [Errno 38] Function not implemented'],

  ['D1', 'Please provide ImageUri when updating a function with packageType Image.'],
  ['D2', "Please don't provide ImageUri when updating a function with packageType Zip."],
  ['D3', "Please don't provide Handler or Runtime or Layer when the intended function PackageType is Image."],
  ['D5', 'Lambda layers are not supported for functions created with container images.'],
  ['D6', 'Runtime and Handler are mandatory parameters for functions created with deployment packages.'],
  ['D8', "Please don't provide ImageConfig when the intended function PackageType is Zip."],
  [
    'D9',
    "1 validation error detected: Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
  ],
  [
    'D10',
    "'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to 3008",
  ],
  [
    'D11',
    'Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {"A":"b"}',
  ],
  [
    'D12',
    'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION',
  ],
  [
    'D13',
    "1 validation error detected: Value 'x' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64",
  ],
  ['D15', 'SnapStart is not supported for functions created with container images'],
  [
    'D16',
    "Error occurred while DescribeSubnets. EC2 Error Code: InvalidSubnetID.NotFound. EC2 Error Message: The subnet ID 'subnet-x' does not exist",
  ],
  [
    'D17',
    "Error occurred while DescribeSecurityGroups. EC2 Error Code: InvalidGroup.NotFound. EC2 Error Message: The security group 'sg-x' does not exist",
  ],
  [
    'D18',
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
  ],
  [
    'D18',
    "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [100].",
  ],
  ['D19', `Cannot find alias arn: ${arn}:live`],
  ['D19', `Alias not found: ${arn}:live`],
  ['D20', `ResourceConflictException: Alias already exists: ${arn}:live`],
  ['D21', 'ResourceConflictException: Function already exist: app'],
  ['D22', `ResourceNotFoundException: Function not found: ${arn}`],
  ['D23', "Functions from 'us-west-2' are not reachable in this region ('us-east-1')"],
  [
    'D24',
    'PreconditionFailedException: The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  ],
  [
    'D25',
    'CodeSHA256 (aa) is different from current CodeSHA256 in $LATEST (bb). Please try again with the CodeSHA256 in $LATEST.',
  ],
  ['D26', '$LATEST is not supported for an alias pointing to more than 1 version'],
  ['D26', 'Invalid function version 1. Function version 1 is already included in routing configuration.'],
  [
    'D28',
    'The statement id (s1) provided already exists. Please provide a new statement id, or remove the existing statement.',
  ],
  [
    'D29',
    `Failed to create function url config for [functionArn = ${arn}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
  ],
  [
    'D30',
    "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
  ],
  ['D31', '$LATEST version cannot be deleted without deleting the function.'],
  ['D31', 'Tags on function aliases and versions are not supported. Please specify a function ARN.'],

  [
    'E1',
    `ResourceConflictException: The operation cannot be performed at this time. An update is in progress for resource: ${arn}`,
  ],
  [
    'E2',
    'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  ],
  [
    'E3',
    `The operation cannot be performed at this time. The resource ${arn} is currently in the following state: 'Failed'. StateReasonCode: 'InsufficientRolePermissions'`,
  ],
  ['E12', 'TooManyRequestsException: Rate exceeded'],
  ['E12', 'ThrottlingException: Rate exceeded'],
  ['E13', 'TooManyRequestsException: Rate Exceeded. ReservedFunctionConcurrentInvocationLimitExceeded'],
  ['E14', 'CodeStorageExceededException: Code storage limit exceeded.'],
  [
    'E15',
    "ENILimitReachedException: The elastic network interface limit was reached for the function's VPC.",
  ],
  ['E16', 'SubnetIPAddressLimitReachedException: there are no available IP addresses'],
  ['E17', 'Your request has been throttled by EC2'],
  [
    'E18',
    'ResourceNotReadyException: The function is inactive and its VPC connection is no longer available.',
  ],
  ['E24', 'ServiceException: An error occurred and the request cannot be processed.'],
  ['E25', 'PolicyLengthExceededException: The final policy size is bigger than the limit'],

  ['F1', "name unknown: The repository with name 'x' does not exist in the registry with id '111122223333'"],
  [
    'F1',
    "RepositoryNotFoundException: The repository with name 'x' does not exist in the registry with id '111122223333'",
  ],
  ['F2', 'failed to do request: Post "https://h/v2/x/blobs/uploads/": EOF'],
  ['F2', 'EOF'],
  [
    'F3',
    'denied: User: arn:aws:iam::1:user/u is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:1:repository/x because no identity-based policy allows the ecr:InitiateLayerUpload action',
  ],
  ['F4', 'denied: Your authorization token has expired. Reauthenticate and try again.'],
  ['F5', 'no basic auth credentials'],
  [
    'F6',
    "tag invalid: The image tag 'v1' already exists in the 'x' repository and cannot be overwritten because the repository is immutable.",
  ],
  [
    'F6',
    "ImageTagAlreadyExistsException: The image tag 'v1' already exists in the 'x' repository and cannot be overwritten because the tag is immutable.",
  ],
  [
    'F7',
    `failed commit on ref "manifest-sha256:aa": unexpected status from PUT request to https://h/v2/x/manifests/v1: 403 Forbidden`,
  ],
  [
    'F8',
    `failed commit on ref "manifest-sha256:aa": unexpected status from PUT request to https://h/v2/x/manifests/v1: 400 Bad Request`,
  ],
  ['F9', 'error parsing HTTP 403 response body: unexpected end of JSON input: ""'],
  ['E12', 'toomanyrequests: Rate exceeded'],
  ['F11', 'manifest unknown: Requested image not found'],
  ['F12', 'LayersNotFoundException: layers missing'],
  [
    'F13',
    'ReferencedImagesNotFoundException: The manifest list is referencing an image that does not exist.',
  ],
  ['F14', 'ImageDigestDoesNotMatchException: no match'],
  ['F17', 'KmsException: The key is disabled'],
  ['F18', 'ImageArchivedException: archived'],
  ['F19', 'write tcp 10.0.0.1:1: broken pipe'],
  ['F19', 'dial tcp: lookup 1.dkr.ecr.eu-west-9.amazonaws.com on 10.0.0.1:53: no such host'],
  ['F19', 'connect ECONNREFUSED 127.0.0.1:4510'],
  ['F20', 'An image does not exist locally with the tag: h/x'],
  ['F21', 'BlockedByOrganizationPolicyException: no'],
  [
    'F22',
    'Error saving credentials: error storing credentials - err: exit status 1, out: `The stub received bad data.`',
  ],
  [
    'F24',
    'error getting credentials - err: exec: "docker-credential-desktop": executable file not found in $PATH, out: ``',
  ],

  ['G1', 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'],
  ['G1', 'connect ENOENT /var/run/docker.sock'],
  [
    'G2',
    'client version 1.43 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version',
  ],
  ['G3', 'client version 1.99 is too new. Maximum supported API version is 1.41'],
  ['G6', 'ERROR: failed to build: Attestation is not supported for the docker driver.'],
  [
    'G7',
    'the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled',
  ],
  [
    'G8',
    'COPY failed: file not found in build context or excluded by .dockerignore: stat nope: file does not exist',
  ],
  ['G9', 'dockerfile parse error line 1: unknown instruction: FORM'],
  ['G12', 'exec /bin/sh: exec format error'],
  ['G13', 'toomanyrequests: You have reached your unauthenticated pull rate limit'],
  ['G17', "/lib64/libc.so.6: version `GLIBC_2.34' not found (required by /app/run)"],
  [
    'H1',
    'InvalidParameterValueException: The provided execution role does not have permissions to call ReceiveMessage on SQS',
  ],
  [
    'H2',
    'Cannot access stream arn:aws:kinesis:us-west-2:123456789012:stream/demo. Please ensure the role can perform the GetRecords, GetShardIterator, DescribeStream, ListShards, and ListStreams Actions on your stream in IAM.',
  ],
  [
    'H3',
    "The function's execution role does not have permissions to call SendMessage on arn:aws:sqs:us-east-1:123456789012:failed",
  ],
  ['H3', 'The provided execution role does not have permissions to call SendMessage on SQS'],
  ['H4', 'Queue visibility timeout: 30 seconds is less than Function timeout: 60 seconds'],
  ['H5', 'ResourceInUseException: Cannot update the event source mapping because it is in use.'],
  [
    'H6',
    'An event source mapping with SQS arn (" arn:aws:sqs:eu-west-2:123456789012:orders ") and function (" app ") already exists. Please update or delete the existing mapping with UUID 3ccce90f-42a5-46ed-8830-5a2882b041ec',
  ],
  [
    'H6',
    'The event source arn (" arn:aws:kinesis:eu-west-2:123456789012:stream/clicks ") and function (" app ") provided mapping already exists. Please update or delete the existing mapping with UUID 3ccce90f-42a5-46ed-8830-5a2882b041ec',
  ],
  ['L1', 'InvalidParameterException: Invalid filter pattern'],
  ['L1', "InvalidParameterException: If a filter pattern starts with '{' it must end with '}'"],
  [
    'L2',
    'InvalidOperationException: The log group /aws/lambda/app is of log-group-class INFREQUENT_ACCESS. FilterLogEvents is not supported for this log class.',
  ],
];

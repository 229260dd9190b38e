/** Which IAM actions a request needs of whoever sends it. */

export interface SeenRequest {
  readonly service: string;
  readonly operation: string;
  readonly status: number;
}

// The registry's requests are allowed by ECR's API actions: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
const registryActions: Readonly<Record<string, readonly string[]>> = {
  'GET manifest': ['ecr:BatchGetImage'],
  'HEAD manifest': ['ecr:BatchGetImage'],
  'PUT manifest': ['ecr:PutImage'],
  'DELETE manifest': ['ecr:BatchDeleteImage'],
  'GET tags': ['ecr:ListImages'],
  'HEAD blob': ['ecr:BatchCheckLayerAvailability'],
  'GET blob': ['ecr:GetDownloadUrlForLayer'],
  'POST uploads': ['ecr:InitiateLayerUpload'],
  'GET upload': ['ecr:UploadLayerPart'],
  'PATCH upload': ['ecr:UploadLayerPart'],
  'PUT upload': ['ecr:UploadLayerPart', 'ecr:CompleteLayerUpload'],
  'DELETE upload': [],
  'GET ping': [],
  'GET layer-url': [],
};

// Lambda looks at the image in the name of the caller, and takes a role only from somebody who may pass it on.
// https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
const readsImage = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const more: Readonly<Record<string, readonly string[]>> = {
  'lambda:CreateFunction': [...readsImage, 'iam:PassRole'],
  'lambda:UpdateFunctionCode': readsImage,
  'lambda:UpdateFunctionConfiguration': ['iam:PassRole'],
};

// One action for both: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
const renamed: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  'lambda:InvokeWithResponseStream': 'lambda:InvokeFunction',
};

const prefixes: Readonly<Record<string, string>> = {
  ssm: 'ssm',
  secrets: 'secretsmanager',
  monitoring: 'cloudwatch',
};

/** Sorted, each once. @throws Error for a request of the registry that nobody has thought of */
export function actionsOf(requests: readonly SeenRequest[]): string[] {
  const found = requests.flatMap(({ service, operation }) => {
    // GetCallerIdentity needs no permission, and cannot be denied.
    if (service === 'sts') return [];
    if (service === 'registry') return registryAction(operation);
    const called = `${prefixes[service] ?? service}:${operation}`;
    const action = renamed[called] ?? called;
    return [action, ...(more[action] ?? [])];
  });
  return [...new Set(found)].sort();
}

function registryAction(operation: string): readonly string[] {
  const actions = registryActions[operation];
  if (!actions) throw new Error(`no IAM action is known for the registry request ${operation}`);
  return actions;
}

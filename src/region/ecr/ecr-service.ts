/** Answers ECR's API: JSON 1.1 with the operation in `X-Amz-Target`. */
import type { IncomingMessage } from 'node:http';
import type { RegionService } from '../service.js';
import { readJsonObject } from '../wire/read-body.js';
import { WireError } from '../wire/wire-error.js';
import { authorizationOperations } from './authorization-operations.js';
import { type EcrDependencies, openEcrContext } from './ecr-tables.js';
import { imageReadOperations } from './image-read-operations.js';
import { imageWriteOperations } from './image-write-operations.js';
import { layerOperations } from './layer-operations.js';
import { layerUploadOperations } from './layer-upload-operations.js';
import { lifecyclePolicyOperations } from './lifecycle-policy-operations.js';
import { lifecyclePreviewOperations } from './lifecycle-preview-operations.js';
import type { EcrOperation } from './operation.js';
import { pullThroughOperations } from './pull-through-operations.js';
import { repositoryOperations } from './repository-operations.js';
import { repositoryPolicyOperations } from './repository-policy-operations.js';
import { repositorySettingsOperations } from './repository-settings-operations.js';
import { resourceTagOperations } from './resource-tag-operations.js';

const prefix = 'AmazonEC2ContainerRegistry_V20150921.';

const operations = new Map<string, EcrOperation>(
  Object.entries({
    ...repositoryOperations,
    ...repositorySettingsOperations,
    ...repositoryPolicyOperations,
    ...lifecyclePolicyOperations,
    ...lifecyclePreviewOperations,
    ...resourceTagOperations,
    ...authorizationOperations,
    ...imageReadOperations,
    ...imageWriteOperations,
    ...layerOperations,
    ...layerUploadOperations,
    ...pullThroughOperations,
  }),
);

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html */
export function createEcrService(dependencies: EcrDependencies): RegionService {
  const context = openEcrContext(dependencies);
  return {
    name: 'ecr',
    claims: (request) => target(request).startsWith(prefix),
    async handle(request, response, begin) {
      const name = target(request).slice(prefix.length);
      const input = await readJsonObject(request);
      const operation = operations.get(name);
      if (!operation) throw new WireError('UnknownOperationException', '', 400);
      await begin(name, operation.mutating);
      const output = await operation.run(context, input);
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(output));
      return { operation: name, mutating: operation.mutating };
    },
  };
}

function target(request: IncomingMessage): string {
  const header = request.headers['x-amz-target'];
  return typeof header === 'string' ? header : '';
}

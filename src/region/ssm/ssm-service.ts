/** The region's Systems Manager: parameters, for configuration that names them. */
import type { RegionService } from '../service.js';
import { createJsonService } from '../wire/json.js';
import { parameterOperations, type SsmDeps } from './parameter-operations.js';

export function createSsmService(deps: SsmDeps): RegionService {
  return createJsonService({ service: 'ssm', target: 'AmazonSSM', operations: parameterOperations(deps) });
}

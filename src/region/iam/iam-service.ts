/** The region's IAM: execution roles, as far as deploying functions needs them. */
import type { RegionService } from '../service.js';
import { createQueryService } from '../wire/query.js';
import { type IamDeps, roleOperations } from './role-operations.js';
import { rolePolicyOperations } from './role-policy-operations.js';

export function createIamService(deps: IamDeps): RegionService {
  return createQueryService({
    service: 'iam',
    version: '2010-05-08',
    operations: { ...roleOperations(deps), ...rolePolicyOperations(deps) },
  });
}

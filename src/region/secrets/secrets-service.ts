/** The region's Secrets Manager: values by name and version, for configuration that names them. */
import type { RegionService } from '../service.js';
import { createJsonService } from '../wire/json.js';
import { type SecretsDeps, secretOperations } from './secret-operations.js';

export function createSecretsService(deps: SecretsDeps): RegionService {
  return createJsonService({
    service: 'secretsmanager',
    target: 'secretsmanager',
    operations: secretOperations(deps),
  });
}

/** The services of the region, and what each is given. */
import type { Blobs } from './blobs.js';
import { createCloudWatchService } from './cloudwatch/cloudwatch-service.js';
import { createEcrService } from './ecr/ecr-service.js';
import { createImageLookup, createImagePresence } from './ecr/image-lookup.js';
import { createIamService } from './iam/iam-service.js';
import { createRolePermissions } from './iam/role-permissions.js';
import { createRoleCheck } from './iam/role-trust.js';
import { createEventSourceStore } from './lambda/event-sources/event-source-store.js';
import { createFunctionStore } from './lambda/function-store.js';
import { createLambdaService } from './lambda/lambda-service.js';
import type { LogEvents } from './logs/log-events.js';
import { createLogsService } from './logs/logs-service.js';
import { createRegistryService } from './registry/registry-service.js';
import { createSecretsService } from './secrets/secrets-service.js';
import type { RegionService, RegionSettings } from './service.js';
import { createSsmService } from './ssm/ssm-service.js';
import type { Store } from './store.js';
import { createStsService } from './sts/sts-service.js';

export interface RegionDeps {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly events: LogEvents;
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** In the order in which they are asked whether a request is theirs. */
export function createServices(deps: RegionDeps): RegionService[] {
  const { store, settings, clock } = deps;
  const lambda = createLambdaService({
    functions: createFunctionStore(store, settings, clock),
    eventSources: createEventSourceStore(store, clock),
    settings,
    clock,
    lookUpImage: createImageLookup(deps),
    isImagePresent: createImagePresence(deps),
    checkRole: createRoleCheck(deps),
    roleMay: createRolePermissions(store),
  });
  return [
    createRegistryService(deps),
    createEcrService(deps),
    lambda,
    createIamService(deps),
    createStsService(deps),
    createLogsService(deps),
    createCloudWatchService(deps),
    createSsmService(deps),
    createSecretsService(deps),
  ];
}

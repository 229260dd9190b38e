/** The services of the region, and what each is given. */
import type { ContainerEngine } from '../ports/container-engine.js';
import type { FunctionHosting } from '../ports/function-host.js';
import type { Blobs } from './blobs.js';
import { createCloudWatchService } from './cloudwatch/cloudwatch-service.js';
import { type ControlDeps, createControlService } from './control.js';
import { createImageProvider } from './docker-archive/provide-image.js';
import { createEcrService } from './ecr/ecr-service.js';
import { createImageLookup, createImagePresence } from './ecr/image-lookup.js';
import { createIamService } from './iam/iam-service.js';
import { createRolePermissions } from './iam/role-permissions.js';
import { createRoleCheck } from './iam/role-trust.js';
import { createEventSourceStore } from './lambda/event-sources/event-source-store.js';
import { createFunctionStore } from './lambda/function-store.js';
import { createIdleness } from './lambda/idleness.js';
import type { ImageLookup } from './lambda/image-source.js';
import { createDeliveryLog } from './lambda/invocation/delivery-log.js';
import { createInvocations } from './lambda/invocation/invocations.js';
import { createLateHosting, type LateHosting } from './lambda/invocation/late-hosting.js';
import { createLambdaService } from './lambda/lambda-service.js';
import { createFunctionUrlService } from './lambda/url/function-url-service.js';
import type { LogEvents } from './logs/log-events.js';
import { createLogSink } from './logs/log-sink.js';
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
  readonly control: Omit<ControlDeps, 'deliveries'>;
  readonly hosting?: () => Promise<FunctionHosting>;
  readonly engine?: () => Promise<ContainerEngine>;
  readonly reap?: () => Promise<unknown>;
  readonly retryDelay: number;
  readonly background: boolean;
  readonly random: () => number;
}

export interface RegionServices {
  /** In the order in which they are asked whether a request is theirs. */
  readonly all: readonly RegionService[];
  /** Ends what runs in the background; before the store is closed. Repeatable. */
  close(): Promise<void>;
}

export function createServices(deps: RegionDeps): RegionServices {
  const { store, settings, clock } = deps;
  const functions = createFunctionStore(store, settings, clock);
  const lookUpImage = createImageLookup(deps);
  const isImagePresent = createImagePresence(deps);
  const idleness = createIdleness({ store, functions, clock, settings });
  const deliveries = createDeliveryLog();
  const { hosting: _, ...rest } = deps;
  const invocations = createInvocations({
    ...rest,
    functions,
    isImagePresent,
    idleness,
    deliveries,
    log: createLogSink(deps),
    ...lateHosting(deps, lookUpImage),
  });
  const lambda = createLambdaService({
    functions,
    eventSources: createEventSourceStore(store, clock),
    settings,
    clock,
    lookUpImage,
    isImagePresent,
    idleness,
    checkRole: createRoleCheck(deps),
    roleMay: createRolePermissions(store),
    invocations,
  });
  const all = [
    // First: on its hosts any path is the function's.
    createFunctionUrlService({ functions, invocations, settings, clock }),
    createControlService({ ...deps.control, deliveries }),
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
  return { all, close: invocations.close };
}

/** Both are needed: an engine alone runs nothing, and a host runs what an engine has. */
function lateHosting(
  { hosting, engine, reap, background, blobs, store }: RegionDeps,
  lookUpImage: ImageLookup,
): { readonly hosting?: LateHosting } {
  if (!hosting || !engine) return {};
  return {
    hosting: createLateHosting({
      hosting,
      engine,
      ...(reap && background && { reap }),
      store,
      provideImage: createImageProvider({ blobs, lookUpImage }),
    }),
  };
}

/** The control endpoints under `/_lading/`: status, request log, scripted faults and what went to destinations. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Faults } from './faults.js';
import { faultSchema } from './faults.js';
import type { DeliveryLog } from './lambda/invocation/delivery-log.js';
import type { RequestLog } from './request-log.js';
import type { RegionService } from './service.js';
import { readJsonObject } from './wire/read-body.js';
import { validate } from './wire/validate.js';
import { WireError } from './wire/wire-error.js';

/** What `GET /_lading/status` answers, and what discovery compares. */
export interface RegionStatus {
  readonly dataFolder: string;
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  readonly account: string;
  readonly region: string;
  readonly activationDelay: number;
  /** Milliseconds without use after which a function is Inactive; 0: for ever Active. */
  readonly idleAfter: number;
  readonly latency: number;
  /** ISO 8601. */
  readonly startedAt: string;
}

export interface ControlDeps {
  readonly status: RegionStatus;
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly deliveries: DeliveryLog;
}

type Endpoint = (request: IncomingMessage) => Promise<unknown>;

export function createControlService(deps: ControlDeps): RegionService {
  const endpoints: Record<string, Endpoint> = {
    'GET /_lading/status': async () => deps.status,
    'GET /_lading/requests': async () => ({ requests: deps.log.entries() }),
    'DELETE /_lading/requests': async () => deps.log.clear(),
    'GET /_lading/destinations': async () => ({ deliveries: deps.deliveries.entries() }),
    'DELETE /_lading/destinations': async () => deps.deliveries.clear(),
    'GET /_lading/faults': async () => ({ faults: deps.faults.pending() }),
    'DELETE /_lading/faults': async () => deps.faults.clear(),
    'POST /_lading/faults': async (request) =>
      deps.faults.add(validate(faultSchema, await readJsonObject(request))),
  };
  return {
    name: 'region',
    claims: (request) => request.url?.startsWith('/_lading/') ?? false,
    async handle(request, response) {
      const operation = `${request.method} ${request.url?.split('?')[0]}`;
      const endpoint = endpoints[operation];
      if (!endpoint)
        throw new WireError('UnknownOperationException', `${operation} is no control endpoint.`, 404);
      send(response, await endpoint(request));
      return { operation, mutating: false };
    },
  };
}

function send(response: ServerResponse, value: unknown): void {
  if (value === undefined) {
    response.writeHead(204).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** Delivers what became of an asynchronous invocation. */
import { randomUUID } from 'node:crypto';
import { logStreamName } from '../../../domain/invocation/log-stream-name.js';
import type { LogSink } from '../../logs/log-sink.js';
import type { RegionSettings } from '../../service.js';
import { functionArn } from '../function-name.js';
import type { FunctionRecord, FunctionVersion } from '../function-record.js';
import type { FunctionStore } from '../function-store.js';
import type { Delivery, DeliveryLog } from './delivery-log.js';
import { logGroupOf } from './hosted-function.js';
import { deadLetterAttributes, type EndedInvocation, invocationRecord } from './invocation-record.js';
import type { QueuedEvent } from './queued-event.js';

export interface DeliverDeps {
  readonly functions: FunctionStore;
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly deliveries: DeliveryLog;
  readonly log: LogSink;
  /** Takes the event of a function that is a destination. */
  readonly enqueue: (event: QueuedEvent) => void;
}

export type Deliver = (record: FunctionRecord, version: FunctionVersion, ended: EndedInvocation) => void;

/**
 * To the destination for this outcome and, after a failure, to the dead letter queue. A destination that is a function of this
 * region is invoked; what goes elsewhere is remembered, and written to the function's log group.
 */
export function createDeliver(deps: DeliverDeps): Deliver {
  const { clock, deliveries, log } = deps;
  return (record, version, ended) => {
    const logGroup = logGroupOf(record.name, version);
    // A stream that no sandbox writes to, and that is the function's own also in a group that it shares.
    const writer = { name: record.name, version: version.version, logGroup };
    const logStream = logStreamName(clock(), writer, 'destinations');
    for (const delivery of deliveriesOf(record, version, ended, deps)) {
      deliveries.add(delivery);
      const text = JSON.stringify({ [delivery.kind]: delivery.target, body: delivery.body });
      log(logGroup, [{ at: clock(), logStream, source: 'platform', text }]);
      if (delivery.kind !== 'DeadLetterQueue') invokeDestination(delivery, deps);
    }
  };
}

function deliveriesOf(
  record: FunctionRecord,
  version: FunctionVersion,
  ended: EndedInvocation,
  { settings, clock }: DeliverDeps,
): Delivery[] {
  const { event, end } = ended;
  const qualifier = event.qualifier ?? '$LATEST';
  const kind = end === 'Success' ? 'OnSuccess' : 'OnFailure';
  const destination = record.eventInvokes?.[qualifier]?.DestinationConfig[kind].Destination;
  const queue = end === 'Success' ? undefined : version.settings.DeadLetterConfig?.TargetArn;
  const common = { at: clock(), functionName: record.name };
  const body = invocationRecord(ended, functionArn(settings, record.name, qualifier), clock());
  const attributes = deadLetterAttributes(ended);
  return [
    ...(destination ? [{ ...common, kind, target: destination, body } as const] : []),
    ...(queue
      ? [
          {
            ...common,
            kind: 'DeadLetterQueue',
            target: queue,
            body: JSON.parse(event.payload),
            attributes,
          } as const,
        ]
      : []),
  ];
}

function invokeDestination({ target, body }: Delivery, { functions, clock, enqueue }: DeliverDeps): void {
  const [, , service, , , , functionName = '', qualifier] = target.split(':');
  if (service !== 'lambda' || !functions.find(functionName)) return;
  enqueue({
    id: randomUUID(),
    functionName,
    ...(qualifier !== undefined && { qualifier }),
    payload: JSON.stringify(body),
    queuedAt: clock(),
    attempts: 0,
    dueAt: clock(),
  });
}

/** Remembers what was sent to destinations and dead letter queues, because nothing here receives it. */

export interface Delivery {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly functionName: string;
  readonly kind: 'OnSuccess' | 'OnFailure' | 'DeadLetterQueue';
  /** ARN of the destination or queue. */
  readonly target: string;
  /** The invocation record; for a dead letter queue the event. */
  readonly body: unknown;
  /** Of a message in a dead letter queue. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface DeliveryLog {
  add(delivery: Delivery): void;
  /** The newest, oldest first. */
  entries(): Delivery[];
  clear(): void;
}

/** Memory only; starts empty with every process. */
export function createDeliveryLog(capacity = 1000): DeliveryLog {
  let deliveries: Delivery[] = [];
  return {
    add(delivery) {
      deliveries = [...deliveries.slice(1 - capacity), delivery];
    },
    entries: () => [...deliveries],
    clear() {
      deliveries = [];
    },
  };
}

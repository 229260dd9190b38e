/** Metrics as the region stores them: what was put in each minute, summed up. */
import * as z from 'zod';
import type { Store, Table } from '../store.js';

export const dimension = z.strictObject({
  Name: z.string().min(1).max(255),
  Value: z.string().min(1).max(1024),
});

export type Dimension = z.infer<typeof dimension>;

export interface MetricName {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: readonly Dimension[];
}

/** The values of one metric in one minute. */
export interface MetricMinute {
  readonly sum: number;
  readonly count: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** Milliseconds. */
export const minute = 60_000;

/** By metric and start of the minute, as `metricKey` writes them. */
export function metricTable(store: Store): Table<MetricMinute> {
  return store.table<MetricMinute>('cloudwatch.metrics');
}

/** The same dimensions in another order are the same metric. `time`: milliseconds since the epoch. */
export function metricKey({ namespace, name, dimensions }: MetricName, time: number): string {
  const sorted = dimensions.map(({ Name, Value }) => [Name, Value]).sort();
  return JSON.stringify([namespace, name, sorted, Math.floor(time / minute) * minute]);
}

/** Both together; for one minute put in parts, and for minutes of one period. */
export function joined(a: MetricMinute | undefined, b: MetricMinute): MetricMinute {
  if (!a) return b;
  return {
    sum: a.sum + b.sum,
    count: a.count + b.count,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
  };
}

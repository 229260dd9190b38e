/** Counts invocations in the region's CloudWatch, as Lambda does. */
import { joined, metricKey, metricTable } from '../../cloudwatch/metric.js';
import type { Store } from '../../store.js';
import type { InvocationTarget } from './invocation-target.js';

/** Values by name, e.g. `{ Invocations: 1, Errors: 0, Duration: 12.5 }`; Duration is in milliseconds. */
export type InvocationMetrics = Readonly<
  Partial<Record<'Invocations' | 'Errors' | 'Throttles' | 'Duration', number>>
>;

export type CountInvocation = (target: InvocationTarget, metrics: InvocationMetrics) => void;

/**
 * Under the function, under the version or alias that was named, and under an alias with the version that was executed:
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 */
export function createInvocationCounter(store: Store, clock: () => number): CountInvocation {
  const table = metricTable(store);
  return (target, metrics) => {
    const now = clock();
    for (const dimensions of dimensionsOf(target)) {
      const named = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
      for (const [name, value] of Object.entries(metrics)) {
        const key = metricKey({ namespace: 'AWS/Lambda', name, dimensions: named }, now);
        table.put(key, joined(table.get(key), { sum: value, count: 1, minimum: value, maximum: value }));
      }
    }
  };
}

function dimensionsOf({ record, version, qualifier }: InvocationTarget): Record<string, string>[] {
  const own = { FunctionName: record.name };
  if (qualifier === undefined) return [own, { ...own, Resource: record.name }];
  const resource = { ...own, Resource: `${record.name}:${qualifier}` };
  return record.aliases[qualifier]
    ? [own, resource, { ...resource, ExecutedVersion: version.version }]
    : [own, resource];
}

/** PutMetricData. */
import * as z from 'zod';
import type { JsonOperation } from '../wire/json.js';
import { type CloudWatchDeps, cloudWatchOperation } from './cloudwatch-deps.js';
import { dimension, joined, type MetricMinute, metricKey, metricTable } from './metric.js';

const datum = z.strictObject({
  MetricName: z.string().min(1).max(255),
  Dimensions: z.array(dimension).max(30).optional(),
  /** Seconds. */
  Timestamp: z.number().optional(),
  Value: z.number().optional(),
  Values: z.array(z.number()).optional(),
  Counts: z.array(z.number()).optional(),
  Unit: z.string().optional(),
  StorageResolution: z.number().int().min(1).optional(),
});
const schema = z.strictObject({
  Namespace: z.string().min(1).max(255),
  MetricData: z.array(datum),
});

/**
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html; unlike AWS it takes the namespaces of
 * AWS services too, so that a test can say what Lambda would.
 */
export function putMetricData({ store, clock }: CloudWatchDeps): JsonOperation {
  const metrics = metricTable(store);
  return cloudWatchOperation(schema, 'changes', ({ Namespace, MetricData }) => {
    for (const item of MetricData) {
      const { MetricName: name, Dimensions: dimensions = [], Timestamp } = item;
      const time = Timestamp === undefined ? clock() : Timestamp * 1000;
      const key = metricKey({ namespace: Namespace, name, dimensions }, time);
      const added = minuteOf(item);
      if (added) metrics.put(key, joined(metrics.get(key), added));
    }
    return {};
  });
}

/** Each of `Values` as often as its place in `Counts` says, once where that is missing. */
function minuteOf({ Value, Values, Counts }: z.infer<typeof datum>): MetricMinute | undefined {
  const values = Values ?? (Value === undefined ? [] : [Value]);
  const counted = values.map((value, index) => ({ value, count: Counts?.[index] ?? 1 }));
  if (counted.length === 0) return undefined;
  return {
    sum: counted.reduce((sum, { value, count }) => sum + value * count, 0),
    count: counted.reduce((sum, { count }) => sum + count, 0),
    minimum: Math.min(...values),
    maximum: Math.max(...values),
  };
}

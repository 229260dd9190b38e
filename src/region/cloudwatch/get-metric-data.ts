/** GetMetricData, for metrics; expressions are refused. */
import * as z from 'zod';
import type { Table } from '../store.js';
import { awsPattern } from '../wire/aws-pattern.js';
import type { JsonOperation } from '../wire/json.js';
import { WireError } from '../wire/wire-error.js';
import { type CloudWatchDeps, cloudWatchOperation } from './cloudwatch-deps.js';
import { dimension, joined, type MetricMinute, metricKey, metricTable, minute } from './metric.js';

const statistics = {
  Sum: ({ sum }: MetricMinute) => sum,
  Average: ({ sum, count }: MetricMinute) => sum / count,
  Minimum: ({ minimum }: MetricMinute) => minimum,
  Maximum: ({ maximum }: MetricMinute) => maximum,
  SampleCount: ({ count }: MetricMinute) => count,
};

const query = z.strictObject({
  Id: awsPattern('[a-z][a-zA-Z0-9_]*').min(1).max(255),
  Label: z.string().optional(),
  ReturnData: z.boolean().optional(),
  MetricStat: z.strictObject({
    Metric: z.strictObject({
      Namespace: z.string().min(1).max(255),
      MetricName: z.string().min(1).max(255),
      Dimensions: z.array(dimension).max(30).optional(),
    }),
    /** Seconds. */
    Period: z.number().int().min(1),
    Stat: z.enum(Object.keys(statistics) as (keyof typeof statistics)[]),
    Unit: z.string().optional(),
  }),
});
const schema = z.strictObject({
  MetricDataQueries: z.array(query).max(500),
  /** Seconds. */
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(['TimestampAscending', 'TimestampDescending']).optional(),
});

type Query = z.infer<typeof query>;
type Input = z.infer<typeof schema>;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export function getMetricData({ store }: CloudWatchDeps): JsonOperation {
  const metrics = metricTable(store);
  return cloudWatchOperation(schema, 'reads', (input) => {
    requirePossible(input);
    const results = input.MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false);
    return { MetricDataResults: results.map((item) => resultOf(item, input, metrics)), Messages: [] };
  });
}

function requirePossible({ MetricDataQueries, StartTime, EndTime }: Input): void {
  if (StartTime >= EndTime) throw invalid('The parameter StartTime must be less than the parameter EndTime.');
  const ids = MetricDataQueries.map(({ Id }) => Id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw invalid(`The values for parameter id in the MetricDataQueries list are not unique: ${twice}.`);
  const odd = MetricDataQueries.find(({ MetricStat: { Period } }) => Period % 60 !== 0);
  if (odd) throw invalid(`Period must be a multiple of 60 here; it is ${odd.MetricStat.Period}.`);
}

function resultOf(
  { Id, Label, MetricStat: { Metric, Period, Stat } }: Query,
  { StartTime, EndTime, ScanBy }: Input,
  metrics: Table<MetricMinute>,
): object {
  const { Namespace: namespace, MetricName: name, Dimensions: dimensions = [] } = Metric;
  const periods: { time: number; value: number }[] = [];
  for (let start = Math.floor(StartTime / Period) * Period; start < EndTime; start += Period) {
    let all: MetricMinute | undefined;
    for (let time = start * 1000; time < (start + Period) * 1000; time += minute) {
      const found = metrics.get(metricKey({ namespace, name, dimensions }, time));
      if (found) all = joined(all, found);
    }
    if (all) periods.push({ time: start, value: statistics[Stat](all) });
  }
  if (ScanBy !== 'TimestampAscending') periods.reverse();
  return {
    Id,
    Label: Label ?? name,
    Timestamps: periods.map(({ time }) => time),
    Values: periods.map(({ value }) => value),
    StatusCode: 'Complete',
  };
}

function invalid(message: string): WireError {
  return new WireError('ValidationError', message, 400);
}

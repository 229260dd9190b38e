/** Alarms and Lambda's metrics over CloudWatch. */
import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { once } from '../../domain/once.js';
import type { AlarmState, VersionCounts } from '../../domain/shift-watch.js';
import type { Monitoring } from '../../ports/monitoring.js';
import { allPages } from './all-pages.js';
import { awsFailure } from './aws-failure.js';
import type { AwsSession } from './aws-session.js';
import { measureClockSkew } from './clock-skew.js';

/** Seconds; the finest that Lambda's metrics have. */
const period = 60;
const minute = period * 1000;
const batchSize = 100;

type Sdk = Awaited<ReturnType<AwsSession['monitoring']>>;

export function createMonitoring(session: AwsSession): Monitoring {
  const skewOf = once(async () => measureClockSkew((await session.monitoring()).client));
  const call = async <Output>(doing: string, run: (sdk: Sdk) => Promise<Output>): Promise<Output> => {
    try {
      await skewOf();
      return await run(await session.monitoring());
    } catch (error) {
      throw awsFailure(error, { service: 'CloudWatch', doing, profile: session.settings.profile });
    }
  };
  return {
    describeAlarms: (names) =>
      call(`Reading the alarms ${names.join(', ')}`, (sdk) => describeAlarms(sdk, names, session)),
    countInvocations: (name, version, aliases, { since, until }) =>
      call(`Reading the metrics of ${name}:${version}`, async ({ api, client }) => {
        // Metrics have the time of the service: a clock that goes wrong would look past them.
        const skew = (await skewOf())();
        const sources = [byVersion(name, version), ...aliases.map((alias) => byAlias(name, alias, version))];
        const page = (NextToken: string | undefined) =>
          client.send(
            new api.GetMetricDataCommand({
              // Metrics begin with their minute, and what is not complete yet is read as well.
              StartTime: new Date(Math.floor((since + skew) / minute) * minute),
              EndTime: new Date(until + skew + minute),
              MetricDataQueries: queriesOf(sources),
              ...(NextToken && { NextToken }),
            }),
            session.sendOptions,
          );
        return sumUp(await allPages(page, (answer) => [answer.MetricDataResults, answer.NextToken]));
      }),
  };
}

/** Without AlarmTypes, composite alarms would be left out even when they are named. */
async function describeAlarms(
  { api, client }: Sdk,
  names: readonly string[],
  session: AwsSession,
): Promise<AlarmState[]> {
  const states: AlarmState[] = [];
  for (let start = 0; start < names.length; start += batchSize) {
    const command = new api.DescribeAlarmsCommand({
      AlarmNames: names.slice(start, start + batchSize),
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: batchSize,
    });
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(command, session.sendOptions);
    for (const { AlarmName = '', StateValue = 'INSUFFICIENT_DATA', StateReason = '' } of [
      ...MetricAlarms,
      ...CompositeAlarms,
    ])
      states.push({ name: AlarmName, state: StateValue, reason: StateReason });
  }
  return states;
}

type Dimensions = Readonly<Record<string, string>>;

/**
 * Invocations through an alias count under the alias with the version that was executed, those of a version by its number under
 * that: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
 */
function byAlias(name: string, alias: string, version: string): Dimensions {
  return { FunctionName: name, Resource: `${name}:${alias}`, ExecutedVersion: version };
}

function byVersion(name: string, version: string): Dimensions {
  return { FunctionName: name, Resource: `${name}:${version}` };
}

function queriesOf(sources: readonly Dimensions[]): MetricDataQuery[] {
  return sources.flatMap((dimensions, index) =>
    (['Invocations', 'Errors'] as const).map((MetricName) => ({
      Id: `${MetricName.toLowerCase()}${index}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: period,
        Stat: 'Sum',
      },
    })),
  );
}

function sumUp(
  results: readonly { readonly Id?: string | undefined; readonly Values?: number[] | undefined }[],
): VersionCounts {
  const sum = (prefix: string): number =>
    results
      .filter(({ Id }) => Id?.startsWith(prefix))
      .flatMap(({ Values }) => Values ?? [])
      .reduce((total, value) => total + value, 0);
  return { invocations: sum('invocations'), errors: sum('errors') };
}

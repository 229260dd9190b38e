import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import { parseAliasName, parseFunctionName } from '../../../src/domain/function-name.js';
import type { VersionNumber } from '../../../src/domain/function-spec.js';
import { startTestRegion, type TestRegion } from '../test-region.js';

let region: TestRegion;
let client: CloudWatchClient;
let adapters: ReturnType<typeof createAwsAdapters>;

beforeAll(async () => {
  region = await startTestRegion();
  const place = {
    endpoint: region.url,
    region: region.settings.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  client = new CloudWatchClient({ ...place, maxAttempts: 1 });
  adapters = createAwsAdapters(place);
});

afterAll(async () => {
  client?.destroy();
  adapters?.close();
  await region?.close();
});

const alarm = (AlarmName: string) =>
  new PutMetricAlarmCommand({
    AlarmName,
    Namespace: 'AWS/Lambda',
    MetricName: 'Duration',
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1000,
    ComparisonOperator: 'GreaterThanThreshold',
  });

describe('alarms', () => {
  it('start without data, take the state that is set, and keep it when they are put again', async () => {
    await client.send(alarm('slow'));
    const read = async () =>
      (await client.send(new DescribeAlarmsCommand({ AlarmNames: ['slow', 'nobody'] }))).MetricAlarms ?? [];
    expect(await read()).toMatchObject([
      {
        AlarmName: 'slow',
        AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:slow',
        StateValue: 'INSUFFICIENT_DATA',
        Threshold: 1000,
      },
    ]);
    await client.send(
      new SetAlarmStateCommand({ AlarmName: 'slow', StateValue: 'ALARM', StateReason: 'too slow' }),
    );
    await client.send(alarm('slow'));
    expect(await read()).toMatchObject([{ StateValue: 'ALARM', StateReason: 'too slow' }]);
  });

  it('come page by page, and only of the types asked for', async () => {
    await client.send(alarm('page-a'));
    await client.send(alarm('page-b'));
    const ask = { AlarmNamePrefix: 'page-', MaxRecords: 1 };
    const first = await client.send(new DescribeAlarmsCommand(ask));
    const second = await client.send(new DescribeAlarmsCommand({ ...ask, NextToken: first.NextToken }));
    expect([first, second].map(({ MetricAlarms }) => MetricAlarms?.[0]?.AlarmName)).toEqual([
      'page-a',
      'page-b',
    ]);
    expect(second.NextToken).toBeUndefined();
    const composite = await client.send(
      new DescribeAlarmsCommand({ AlarmNamePrefix: 'page-', AlarmTypes: ['CompositeAlarm'] }),
    );
    expect(composite.MetricAlarms).toEqual([]);
  });

  it('refuse what does not exist and what is not allowed, under the names of AWS', async () => {
    const set = (AlarmName: string, StateValue: 'OK') =>
      client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: '' }));
    await expect(set('nobody', 'OK')).rejects.toMatchObject({ name: 'ResourceNotFound' });
    // ValidationError on the wire; the SDK's model gives it this name.
    await expect(set('slow', 'RED' as 'OK')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('are read by the adapter', async () => {
    await client.send(alarm('seen'));
    expect(await adapters.monitoring.describeAlarms(['seen', 'nobody'])).toEqual([
      { name: 'seen', state: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' },
    ]);
  });
});

describe('metrics', () => {
  const put = (name: string, Value: number, dimensions: Record<string, string>, seconds = 0) =>
    client.send(
      new PutMetricDataCommand({
        Namespace: 'AWS/Lambda',
        MetricData: [
          {
            MetricName: name,
            Value,
            Timestamp: new Date(Date.now() + seconds * 1000),
            Dimensions: Object.entries(dimensions).map(([Name, value]) => ({ Name, Value: value })),
          },
        ],
      }),
    );

  it('are summed up by period, whatever the order of the dimensions', async () => {
    const start = Date.UTC(2026, 0, 1) / 1000;
    const send = (second: number, Value: number, names: string[]) =>
      client.send(
        new PutMetricDataCommand({
          Namespace: 'Own',
          MetricData: [
            {
              MetricName: 'Jobs',
              Value,
              Timestamp: new Date((start + second) * 1000),
              Dimensions: names.map((Name) => ({ Name, Value: 'x' })),
            },
          ],
        }),
      );
    await send(0, 1, ['A', 'B']);
    await send(59, 2, ['B', 'A']);
    await send(60, 4, ['A', 'B']);
    await send(60, 100, ['A']);
    const read = async (Period: number, Stat: string) => {
      const answer = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(start * 1000),
          EndTime: new Date((start + 120) * 1000),
          ScanBy: 'TimestampAscending',
          MetricDataQueries: [
            {
              Id: 'jobs',
              MetricStat: {
                Metric: {
                  Namespace: 'Own',
                  MetricName: 'Jobs',
                  Dimensions: ['A', 'B'].map((Name) => ({ Name, Value: 'x' })),
                },
                Period,
                Stat,
              },
            },
          ],
        }),
      );
      return answer.MetricDataResults?.[0]?.Values;
    };
    expect(await read(60, 'Sum')).toEqual([3, 4]);
    expect(await read(120, 'Sum')).toEqual([7]);
    expect(await read(120, 'Maximum')).toEqual([4]);
    expect(await read(120, 'SampleCount')).toEqual([3]);
  });

  it('count a version through its alias and by its own number, and nothing else', async () => {
    const own = { FunctionName: 'counted', Resource: 'counted:2' };
    const alias = { FunctionName: 'counted', Resource: 'counted:live', ExecutedVersion: '2' };
    await put('Invocations', 10, alias);
    await put('Errors', 3, alias);
    await put('Invocations', 1, own);
    await put('Errors', 1, own);
    await put('Errors', 50, { ...alias, ExecutedVersion: '1' });
    await put('Errors', 50, { FunctionName: 'counted' });
    await put('Errors', 50, alias, -600);
    const counts = await adapters.monitoring.countInvocations(
      parseFunctionName('counted'),
      '2' as VersionNumber,
      [parseAliasName('live')],
      { since: Date.now() - 30_000, until: Date.now() },
    );
    expect(counts).toEqual({ invocations: 11, errors: 4 });
  });
});

describe('Invoke', () => {
  const name = parseFunctionName('nobody');
  const answer = async () => {
    const request = { name, qualifier: '1', payload: '{}', type: 'RequestResponse', tail: false } as const;
    const { payload, requestId, ...rest } = await adapters.invoker.invoke({ ...request, patience: 5_000 });
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    return { ...rest, payload: Buffer.from(payload).toString('utf8') };
  };

  it('says that the region runs nothing, and first whether the function is there', async () => {
    const call = region.lambda.send(new InvokeCommand({ FunctionName: 'nobody', Qualifier: '1' }));
    await expect(call).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('gives the answer that a test has scripted', async () => {
    region.faults.add({ operation: 'Invoke', respond: { body: '{"ok":true}' } });
    expect(await answer()).toEqual({ statusCode: 200, payload: '{"ok":true}' });
    region.faults.add({
      operation: 'Invoke',
      respond: { headers: { 'x-amz-function-error': 'Unhandled' }, body: '{"errorMessage":"no"}' },
    });
    expect(await answer()).toEqual({
      statusCode: 200,
      payload: '{"errorMessage":"no"}',
      functionError: 'Unhandled',
    });
  });
});

import { afterEach, expect, it } from 'vitest';
import { createAwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import { parseFunctionName } from '../../../src/domain/function-name.js';
import type { VersionNumber } from '../../../src/domain/function-spec.js';
import { type ScriptedServer, startScriptedServer } from '../../servers/scripted-http.js';

const minute = 60_000;
let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** The times, in milliseconds before the service's own, that two reads one after the other ask for. */
async function asked(ahead: number): Promise<{ start: number; end: number }[]> {
  const times: { start: number; end: number }[] = [];
  const serviceTime = () => Date.now() + ahead;
  server = await startScriptedServer(({ body }) => {
    const { StartTime, EndTime } = JSON.parse(body.toString()) as { StartTime: number; EndTime: number };
    times.push({ start: serviceTime() - StartTime * 1000, end: serviceTime() - EndTime * 1000 });
    return {
      status: 200,
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        date: new Date(serviceTime()).toUTCString(),
      },
      body: '{"MetricDataResults":[]}',
    };
  });
  const aws = createAwsAdapters({
    region: 'eu-west-1',
    endpoint: server.url,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  for (let turn = 0; turn < 2; turn += 1) {
    const now = Date.now();
    await aws.monitoring.countInvocations(parseFunctionName('app'), '2' as VersionNumber, [], {
      since: now - minute,
      until: now,
    });
  }
  aws.close();
  return times;
}

it.each([
  ['a clock that is four minutes slow', 4 * minute],
  ['a clock that is an hour fast', -60 * minute],
  ['a clock that goes right', 0],
])('reads the same minutes with %s, once the service has told its time', async (_what, ahead) => {
  const [, second] = await asked(ahead);
  // Two seconds for the whole seconds of the header.
  expect(second?.start).toBeGreaterThanOrEqual(minute - 2_000);
  expect(second?.start).toBeLessThanOrEqual(2 * minute + 2_000);
  expect(second?.end).toBeGreaterThanOrEqual(-minute - 2_000);
  expect(second?.end).toBeLessThanOrEqual(-minute + 5_000);
});

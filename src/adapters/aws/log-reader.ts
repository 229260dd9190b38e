/** Reads logs over CloudWatch Logs. */
import type { LogReader } from '../../ports/log-reader.js';
import { awsFailure, incompleteAnswer } from './aws-failure.js';
import { readFault } from './aws-fault.js';
import type { AwsSession } from './aws-session.js';
import { withoutLocalHostPrefix } from './local-host-prefix.js';
import { logEvent } from './log-event.js';
import { readTail } from './log-tail.js';

/** Somebody waits to read, and no answer takes nearly so long: AWS cuts it into pages. Milliseconds. */
const patience = 30_000;

type Sdk = Awaited<ReturnType<AwsSession['logs']>>;

export function createLogReader(session: AwsSession): LogReader {
  const { requestTimeout = patience } = session.settings;
  const failure = (error: unknown, doing: string) =>
    awsFailure(error, { service: 'CloudWatch Logs', doing, profile: session.settings.profile });
  const call = async <Output>(
    doing: string,
    run: (sdk: Sdk, options: AwsSession['sendOptions']) => Promise<Output>,
  ): Promise<Output | undefined> => {
    try {
      return await run(await session.logs(), session.sendOptions);
    } catch (error) {
      if (readFault(error).name === 'ResourceNotFoundException') return undefined;
      throw failure(error, doing);
    }
  };
  return {
    read: ({ logGroup, pattern, streamPrefix }, { since, until }, page) =>
      call(`Reading log group ${logGroup}`, async ({ api, client }, options) => {
        const command = new api.FilterLogEventsCommand({
          logGroupName: logGroup,
          startTime: since,
          ...(until !== undefined && { endTime: until }),
          ...(pattern !== undefined && { filterPattern: pattern }),
          ...(streamPrefix !== undefined && { logStreamNamePrefix: streamPrefix }),
          ...(page !== undefined && { nextToken: page }),
        });
        const { events = [], nextToken } = await client.send(command, { ...options, requestTimeout });
        return { events: events.map(logEvent), ...(nextToken !== undefined && { next: nextToken }) };
      }),
    tail: ({ logGroup, logGroupArn, pattern, streamPrefix }) => {
      const doing = `Following log group ${logGroup}`;
      return call(doing, async ({ api, client }, options) => {
        const command = new api.StartLiveTailCommand({
          logGroupIdentifiers: [logGroupArn],
          ...(pattern !== undefined && { logEventFilterPattern: pattern }),
          ...(streamPrefix !== undefined && { logStreamNamePrefixes: [streamPrefix] }),
        });
        const { abortSignal, close } = closable(options.abortSignal);
        const { responseStream } = await client.send(withoutLocalHostPrefix(command), { abortSignal });
        if (!responseStream) throw incompleteAnswer('CloudWatch Logs', 'StartLiveTail', 'a stream');
        return readTail(responseStream, close, (error) => failure(error, doing));
      });
    },
  };
}

/** A signal for one request, which fires with the one for all of them, or by `close`. */
function closable(outer: AbortSignal | undefined): { abortSignal: AbortSignal; close: () => void } {
  const own = new AbortController();
  const close = (): void => {
    outer?.removeEventListener('abort', close);
    own.abort();
  };
  if (outer?.aborted) close();
  else outer?.addEventListener('abort', close);
  return { abortSignal: own.signal, close };
}

/** StartLiveTail: new events of some groups, sent as they come. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { Begin } from '../service.js';
import { encodeEventStreamMessage, eventStreamType } from '../wire/event-stream.js';
import { readJsonObject } from '../wire/read-body.js';
import { validate, validationException } from '../wire/validate.js';
import { parseFilterPattern } from './filter-pattern/filter-pattern.js';
import { createLiveTailPacer, type LiveTailUpdate } from './live-tail-pacer.js';
import type { ArrivedEvent } from './log-events.js';
import { type LogGroup, logGroupArn } from './log-group.js';
import { identifiedGroup, logStreamName } from './log-members.js';
import { invalidParameter, type LogsDeps, unsupportedClass } from './logs-deps.js';

const identifiers = z.array(z.string().min(1).max(2048)).max(10).min(1);
const schema = z.strictObject({
  logGroupIdentifiers: identifiers,
  logStreamNames: z.array(logStreamName).max(10).min(1).optional(),
  logStreamNamePrefixes: z.array(logStreamName).max(10).min(1).optional(),
  logEventFilterPattern: z.string().max(1024).optional(),
});
type Input = z.infer<typeof schema>;

const sessionLimit = 3 * 60 * 60 * 1000;

/**
 * Resolves when the session has begun; it goes on until the reader leaves, for three hours at most.
 * @throws WireError InvalidParameterException, ResourceNotFoundException, InvalidOperationException
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html
 */
export async function startLiveTail(
  deps: LogsDeps,
  request: IncomingMessage,
  response: ServerResponse,
  begin: Begin,
): Promise<void> {
  const body = await readJsonObject(request);
  await begin('StartLiveTail', false);
  const input = validate(schema, body, (failures) => invalidParameter(validationException(failures).message));
  const groups = tailedGroups(deps, input);
  const wanted = wantedEvents(groups, input);
  response.writeHead(200, { 'content-type': eventStreamType });
  // Protocols without HTTP bindings begin with what is no event: https://smithy.io/2.0/spec/streaming.html#initial-response-messages
  send(response, 'initial-response', {});
  send(response, 'sessionStart', {
    requestId: response.getHeader('x-amzn-requestid'),
    sessionId: randomUUID(),
    logGroupIdentifiers: input.logGroupIdentifiers,
    logStreamNames: input.logStreamNames ?? [],
    logStreamNamePrefixes: input.logStreamNamePrefixes ?? [],
    logEventFilterPattern: input.logEventFilterPattern ?? '',
  });
  const pacer = createLiveTailPacer((update) => send(response, 'sessionUpdate', renderUpdate(deps, update)));
  const leave = deps.events.listen((arrived) => pacer.add(arrived.filter(wanted)));
  const limit = setTimeout(() => endSession(response), sessionLimit).unref();
  response.once('close', () => {
    clearTimeout(limit);
    leave();
    pacer.stop();
  });
}

function tailedGroups(deps: LogsDeps, input: Input): LogGroup[] {
  const { logGroupIdentifiers, logStreamNames, logStreamNamePrefixes } = input;
  if (logStreamNames && logStreamNamePrefixes)
    throw invalidParameter('Only one of logStreamNames and logStreamNamePrefixes can be specified.');
  if ((logStreamNames ?? logStreamNamePrefixes) && logGroupIdentifiers.length > 1)
    throw invalidParameter('Log streams can be specified only with one log group.');
  return logGroupIdentifiers.map((identifier) => {
    if (!identifier.startsWith('arn:'))
      throw invalidParameter(`The log group identifier ${identifier} is not an ARN.`);
    const group = identifiedGroup(deps, identifier);
    if (group.kind !== 'STANDARD') throw unsupportedClass(group.name, group.kind, 'StartLiveTail');
    return group;
  });
}

function wantedEvents(groups: readonly LogGroup[], input: Input): (event: ArrivedEvent) => boolean {
  const { logStreamNames: names, logStreamNamePrefixes: prefixes } = input;
  const matches = parseFilterPattern(input.logEventFilterPattern ?? '');
  return ({ stream, message }) =>
    groups.some(({ name }) => name === stream.group) &&
    (names?.includes(stream.name) ?? true) &&
    (prefixes?.some((prefix) => stream.name.startsWith(prefix)) ?? true) &&
    matches(message);
}

function renderUpdate({ settings }: LogsDeps, { sampled, events }: LiveTailUpdate): object {
  return {
    sessionMetadata: { sampled },
    sessionResults: events.map(({ stream, timestamp, message, ingestedAt }) => ({
      logStreamName: stream.name,
      logGroupIdentifier: logGroupArn(settings, stream.group),
      message,
      timestamp,
      ingestionTime: ingestedAt,
    })),
  };
}

function endSession(response: ServerResponse): void {
  const headers = { ':message-type': 'exception', ':exception-type': 'SessionTimeoutException' };
  const body = JSON.stringify({ message: 'The session has timed out.' });
  response.end(
    encodeEventStreamMessage({ ...headers, ':content-type': 'application/json' }, Buffer.from(body)),
  );
}

function send(response: ServerResponse, event: string, payload: object): void {
  const headers = { ':message-type': 'event', ':event-type': event, ':content-type': 'application/json' };
  response.write(encodeEventStreamMessage(headers, Buffer.from(JSON.stringify(payload))));
}

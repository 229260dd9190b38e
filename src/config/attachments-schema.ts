/** Schemas of the settings that Lambda keeps apart from the function itself: URL, permissions, concurrency and the like. */
import * as z from 'zod';
import { retentionDays } from '../domain/attachments/log-retention.js';
import { list, oneOf, settings, text, wholeNumber, yesOrNo } from './allowed.js';
import { eventSources } from './event-sources-schema.js';

const words = (allowed: string, maximum: number) => list(text('text', { minimum: 1 }), allowed, maximum);

// https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html
const cors = settings({
  allowCredentials: yesOrNo().describe('Whether cookies may be sent along.').exactOptional(),
  allowHeaders: words('a list of at most 100 header names', 100)
    .describe('Headers that a request may have.')
    .exactOptional(),
  allowMethods: words('a list of at most 6 HTTP methods, or ["*"]', 6)
    .describe('HTTP methods.')
    .exactOptional(),
  allowOrigins: words('a list of at most 100 origins as https://example.com, or ["*"]', 100)
    .describe('Origins.')
    .exactOptional(),
  exposeHeaders: words('a list of at most 100 header names', 100)
    .describe('Headers of the answer that a page may read.')
    .exactOptional(),
  maxAge: wholeNumber('seconds', 0, 86_400)
    .describe('How long a browser may remember it, in seconds.')
    .exactOptional(),
});

const functionUrl = z.union(
  [
    settings({
      authType: oneOf('NONE', 'AWS_IAM').describe(
        'Who may call: NONE for everybody, with both permissions that takes; AWS_IAM for signed requests.',
      ),
      cors: z
        .union([cors, z.literal(false)], { error: 'settings, or false for none' })
        .describe('Cross-origin requests from browsers; the settings belong together. false for none.')
        .exactOptional(),
      invokeMode: oneOf('BUFFERED', 'RESPONSE_STREAM')
        .describe('Whether the answer is sent at its end or as it is made.')
        .exactOptional(),
    }),
    z.literal(false),
  ],
  { error: 'settings such as { authType: AWS_IAM }, or false for none' },
);

const destination = text('the ARN of a queue, topic, event bus, bucket or function, or "" for none', {
  pattern: /^(?:arn:aws[a-zA-Z-]*:(?:sqs|sns|events|lambda|s3):.+)?$/,
});

const asyncInvoke = z.union(
  [
    settings({
      maximumRetryAttempts: wholeNumber('retries', 0, 2)
        .describe('Retries when the function fails.')
        .exactOptional(),
      maximumEventAge: wholeNumber('seconds', 60, 21_600)
        .describe('How long an event is tried, in seconds.')
        .exactOptional(),
      onSuccess: destination.describe('Where results go; "" for nowhere.').exactOptional(),
      onFailure: destination
        .describe('Where events go that could not be processed; "" for nowhere.')
        .exactOptional(),
    }),
    z.literal(false),
  ],
  { error: 'settings, or false for Lambda’s defaults' },
);

// https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
const permissions = list(
  settings({
    statementId: text('1 to 80 letters, digits, - or _', { pattern: /^[a-zA-Z0-9-_]{1,80}$/ }).describe(
      'Name of the statement; in the account it starts with lading-.',
    ),
    principal: text('a service as s3.amazonaws.com, an account, an ARN, or *', {
      pattern: /^[^\s]+$/,
    }).describe('Who may.'),
    action: text('lambda:InvokeFunction or another action of Lambda', {
      pattern: /^lambda:(?:[a-zA-Z]+|\*)$/,
    })
      .describe('What they may. Default: lambda:InvokeFunction.')
      .exactOptional(),
    sourceArn: text('an ARN', { pattern: /^arn:.+$/ })
      .describe('Only on behalf of this resource.')
      .exactOptional(),
    sourceAccount: text('12 digits, in quotes', { pattern: /^\d{12}$/ })
      .describe('Only on behalf of this account.')
      .exactOptional(),
    principalOrgId: text('the id of an organization, as o-a1b2c3d4e5', { pattern: /^o-[a-z0-9]{10,32}$/ })
      .describe('Only members of this organization.')
      .exactOptional(),
    eventSourceToken: text('the id of an Alexa skill', { pattern: /^[a-zA-Z0-9._-]+$/, maximum: 256 })
      .describe('Only this Alexa skill.')
      .exactOptional(),
    functionUrlAuthType: oneOf('NONE', 'AWS_IAM')
      .describe('Only through a URL of this kind; with lambda:InvokeFunctionUrl.')
      .exactOptional(),
  }),
  'a list of permissions, each with statementId and principal',
).superRefine((value, context) => {
  const names = value.map(({ statementId }) => statementId);
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) === index) continue;
    context.addIssue({ code: 'custom', path: [index, 'statementId'], message: 'a name of its own' });
  }
});

const reserved = z.union([wholeNumber('executions', 0, 100_000), z.literal(false)], {
  error: 'a whole number of executions, 0 to stop the function, or false for none reserved',
});

const provisioned = z.union([wholeNumber('executions', 1, 100_000), z.literal(false)], {
  error: 'a whole number of executions from 1, or false for none',
});

const retention = z.union([z.literal(retentionDays), z.literal(false)], {
  error: `one of ${retentionDays.join(', ')} days, or false for ever`,
});

/** Members of the schema of a function. */
export const attachmentSettings = {
  reservedConcurrency: reserved
    .describe('Executions reserved for the function, and its limit; 0 stops it. false for none reserved.')
    .exactOptional(),
  provisionedConcurrency: provisioned
    .describe('Execution environments kept ready for the alias; deploy waits for them. false for none.')
    .exactOptional(),
  functionUrl: functionUrl
    .describe('HTTPS address of the alias, or of the function without one. false deletes it.')
    .exactOptional(),
  asyncInvoke: asyncInvoke
    .describe('What becomes of asynchronous invocations. false for Lambda’s defaults.')
    .exactOptional(),
  eventSources: eventSources
    .describe(
      'Queues and streams that Lambda polls; deploy waits until they are connected. Others that lading connected are disconnected; [] disconnects all of those.',
    )
    .exactOptional(),
  permissions: permissions
    .describe(
      'Statements of the resource policy. Others that lading added are removed; [] removes all of those.',
    )
    .exactOptional(),
  recursion: oneOf('Allow', 'Terminate')
    .describe('What Lambda does when the function invokes itself in a loop.')
    .exactOptional(),
  logRetention: retention
    .describe('Days that CloudWatch Logs keeps what the function logs; false for ever.')
    .exactOptional(),
};

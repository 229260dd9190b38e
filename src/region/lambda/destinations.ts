/** Destinations of records: where asynchronous invocations and streams send what failed or succeeded. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import type { LambdaDeps } from './lambda-deps.js';
import { invalid } from './settings-rules.js';

const destination = z.strictObject({
  Destination: awsPattern(
    '$|kafka://([^.]([a-zA-Z0-9\\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
  )
    .max(350)
    .optional(),
});

export const destinationConfig = z.strictObject({
  OnSuccess: destination.optional(),
  OnFailure: destination.optional(),
});

export type DestinationConfig = z.infer<typeof destinationConfig>;

/** What Lambda calls to deliver to a service, as the role of the function. */
const deliveries: Readonly<Record<string, string>> = {
  sqs: 'SendMessage',
  sns: 'Publish',
  lambda: 'InvokeFunction',
  events: 'PutEvents',
  s3: 'PutObject',
};

/** Records of asynchronous invocations, and of a stream that a mapping reads. */
type RecordKind = 'invocation' | 'stream';

/** Which services can take them. */
const allowed: Record<RecordKind, { OnSuccess: readonly string[]; OnFailure: readonly string[] }> = {
  invocation: { OnSuccess: ['sqs', 'sns', 'lambda', 'events'], OnFailure: Object.keys(deliveries) },
  stream: { OnSuccess: [], OnFailure: ['sqs', 'sns', 's3'] },
};

/**
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 * @param source whose destinations they are, and as which role they are delivered to
 * @throws WireError InvalidParameterValueException 400
 */
export function requireDestinations(
  config: DestinationConfig,
  source: { readonly name: string; readonly role: string },
  kind: RecordKind,
  deps: LambdaDeps,
): void {
  for (const outcome of ['OnSuccess', 'OnFailure'] as const) {
    const arn = config[outcome]?.Destination;
    if (!arn) continue;
    const service = arn.split(':')[2] ?? '';
    if (!allowed[kind][outcome].includes(service)) throw invalid(`${describe(config)} is invalid.`);
    if (service === 'lambda') requireFunction(arn, source.name, deps);
    const call = deliveries[service] ?? '';
    if (!deps.roleMay(source.role, `${service}:${call}`)) {
      throw invalid(`The function's execution role does not have permissions to call ${call} on ${arn}`);
    }
  }
}

function requireFunction(arn: string, source: string, deps: LambdaDeps): void {
  const name = arn.split(':')[6] ?? '';
  if (!deps.functions.find(name)) throw invalid(`The destination ARN ${arn} is invalid.`);
  if (name === source) throw invalid("You can't specify the function as a destination for itself.");
}

/** As Lambda prints it. */
function describe({ OnSuccess, OnFailure }: DestinationConfig): string {
  const success = OnSuccess?.Destination ? `OnSuccess(destination=${OnSuccess.Destination})` : 'null';
  const failure = OnFailure?.Destination ? `OnFailure(destination=${OnFailure.Destination})` : 'null';
  return `The provided destination config DestinationConfig(onSuccess=${success}, onFailure=${failure})`;
}

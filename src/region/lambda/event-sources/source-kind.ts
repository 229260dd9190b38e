/** Tells what kind of event source an ARN names. */
import { invalid } from '../settings-rules.js';

/** The sources that lading can connect; Kafka, MQ and DocumentDB are outside the region's scope. */
export type SourceKind = 'sqs' | 'kinesis' | 'dynamodb';

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html#lambda-CreateEventSourceMapping-request-EventSourceArn
 * @throws WireError InvalidParameterValueException 400 for no ARN, and for one of anything else
 */
export function sourceKind(arn: string | undefined): SourceKind {
  if (arn === undefined) throw invalid('Unrecognized event source.');
  const [, , service, , , resource = ''] = arn.split(':');
  if (service === 'sqs') return 'sqs';
  if (service === 'kinesis' && resource.startsWith('stream/')) return 'kinesis';
  if (service === 'dynamodb' && /^table\/[^/]+\/stream\//.test(resource)) return 'dynamodb';
  throw invalid(
    `Unrecognized event source, must be kinesis, dynamodb stream or sqs. Unsupported source arn ${arn}`,
  );
}

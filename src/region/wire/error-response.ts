/** Writes a modelled error in the protocol of the service that it comes from. */
import type { LoggedRequest } from '../service.js';
import type { WireError } from './wire-error.js';
import { element, xmlDocument } from './xml.js';

export interface ErrorResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Lambda spells the text member `Message` in some exceptions and `message` in the others; so its service model has it. */
const capitalMessage =
  /^(?:ResourceNotFoundException|ResourceInUseException|ServiceException|AccessDeniedException|Code(?:Signing|Verification)\w+|InvalidCodeSignatureException|(?:EC2|EFS|ENI|KMS|SnapStart|Subnet|InvalidSubnet|InvalidSecurity|InvalidRuntime|InvalidZip)\w+|RecursiveInvocationException)$/;

/** Answers that come from the front of AWS rather than from the service; they carry no `Type`. */
const unmodelled =
  /^(?:Validation|Serialization|AccessDenied|MissingAuthenticationToken|UnknownOperation|UnrecognizedClient|ExpiredToken|InvalidSignature|Throttling)Exception$/;

export function errorResponse(
  service: LoggedRequest['service'],
  error: WireError,
  requestId: string,
): ErrorResponse {
  if (service === 'iam' || service === 'sts') return queryError(service, error, requestId);
  if (service === 'cloudwatch') return queryCompatibleError(error);
  return service === 'lambda' ? restJsonError(error) : jsonError(error);
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html#operation-error-serialization */
function jsonError(error: WireError): ErrorResponse {
  return {
    status: error.status,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    // Some errors of AWS have no text.
    body: JSON.stringify({ __type: error.code, ...error.fields, message: error.message || undefined }),
  };
}

/** Services that spoke the query protocol before name its error code too: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait */
function queryCompatibleError(error: WireError): ErrorResponse {
  const sender = error.status >= 500 ? 'Receiver' : 'Sender';
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-query-error': `${error.code};${sender}`,
  };
  return { ...jsonError(error), headers };
}

/** https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization */
function restJsonError(error: WireError): ErrorResponse {
  const type = unmodelled.test(error.code) ? {} : { Type: error.status >= 500 ? 'Service' : 'User' };
  const text = capitalMessage.test(error.code) ? 'Message' : 'message';
  return {
    status: error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ ...type, ...error.fields, [text]: error.message }),
  };
}

const namespaces: Record<string, string> = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#operation-error-serialization */
function queryError(service: string, error: WireError, requestId: string): ErrorResponse {
  const detail = {
    Type: error.status >= 500 ? 'Receiver' : 'Sender',
    Code: error.code,
    Message: error.message,
    ...error.fields,
  };
  const body = element('Error', detail) + element('RequestId', requestId);
  return {
    status: error.status,
    headers: { 'content-type': 'text/xml' },
    body: xmlDocument('ErrorResponse', namespaces[service] ?? '', body),
  };
}

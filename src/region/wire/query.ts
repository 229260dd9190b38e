/** The AWS query protocol: form-encoded requests to `/`, XML answers. Used by IAM and STS. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as z from 'zod';
import type { RegionService } from '../service.js';
import { readBody } from './read-body.js';
import { type ConstraintFailure, validate, validationException } from './validate.js';
import { WireError } from './wire-error.js';
import { element, xmlDocument } from './xml.js';

/** One operation, ready to take the nested parameters of a request. An undefined result writes no result element. */
export interface QueryOperation {
  readonly mutating: boolean;
  readonly perform: (parameters: unknown) => Record<string, unknown> | undefined;
}

/** An operation whose input is validated before it runs. */
export function queryOperation<Input>(
  mutating: boolean,
  schema: z.ZodType<Input>,
  run: (input: Input) => Record<string, unknown> | undefined,
): QueryOperation {
  return { mutating, perform: (parameters) => run(validate(schema, parameters, queryValidationError)) };
}

export interface QueryProtocol {
  readonly service: 'iam' | 'sts';
  /** `2010-05-08`: of the namespace and of every request. */
  readonly version: string;
  readonly operations: Readonly<Record<string, QueryOperation>>;
}

/** https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export function createQueryService(protocol: QueryProtocol): RegionService {
  const { service, version, operations } = protocol;
  return {
    name: service,
    claims: (request) => request.url?.split('?')[0] === '/' && signingService(request) === service,
    async handle(request, response, begin) {
      const parameters = await readParameters(request);
      const { Action: action = '', Version: _, ...rest } = parameters;
      const operation = operations[action];
      await begin(action || 'unknown', operation?.mutating ?? false);
      if (!operation) {
        throw new WireError(
          'InvalidAction',
          `Could not find operation ${action} for version ${version}`,
          400,
        );
      }
      writeResult(response, protocol, action, operation.perform(nested(rest)));
      return { operation: action, mutating: operation.mutating };
    },
  };
}

/** `iam` of `Credential=AKID/20260101/us-east-1/iam/aws4_request`. */
function signingService(request: IncomingMessage): string | undefined {
  return /Credential=[^,]*\/([a-z0-9-]+)\/aws4_request/.exec(request.headers.authorization ?? '')?.[1];
}

async function readParameters(request: IncomingMessage): Promise<Record<string, string>> {
  const body = (await readBody(request)).toString('utf8');
  const query = request.url?.split('?')[1] ?? '';
  return Object.fromEntries(new URLSearchParams(body || query));
}

/** `Tags.member.1.Key=a` → `{ Tags: [{ Key: 'a' }] }`. */
function nested(parameters: Record<string, string>): unknown {
  const root: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(parameters)) {
    const parts = path.split('.');
    let current = root;
    for (const part of parts.slice(0, -1)) {
      current[part] ??= {};
      current = current[part] as Record<string, unknown>;
    }
    current[parts.at(-1) as string] = value;
  }
  return listsOf(root);
}

function listsOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { member } = value as { member?: Record<string, unknown> };
  if (member !== undefined && typeof member === 'object') {
    return Object.keys(member)
      .sort((a, b) => Number(a) - Number(b))
      .map((key) => listsOf(member[key]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, listsOf(item)]));
}

function queryValidationError(failures: readonly ConstraintFailure[]): WireError {
  return new WireError('ValidationError', validationException(failures).message, 400);
}

function writeResult(
  response: ServerResponse,
  protocol: QueryProtocol,
  action: string,
  result: Record<string, unknown> | undefined,
): void {
  const namespace = `https://${protocol.service}.amazonaws.com/doc/${protocol.version}/`;
  const metadata = element('ResponseMetadata', { RequestId: response.getHeader('x-amzn-requestid') });
  const body = xmlDocument(`${action}Response`, namespace, element(`${action}Result`, result) + metadata);
  response
    .writeHead(200, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) })
    .end(body);
}

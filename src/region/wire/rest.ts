/** The AWS REST-JSON protocol: operations found by method and path, input from path, query and JSON body. Used by Lambda. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type * as z from 'zod';
import { readJsonObject } from './read-body.js';
import { validate } from './validate.js';
import { WireError } from './wire-error.js';

export interface RestRoute {
  /** As in the API reference, e.g. `CreateFunction`. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /**
   * `/2015-03-31/functions/{FunctionName}/code`; the names in braces become input members. A query, as in `…?List=ALL`, tells
   * operations apart that share method and path; the one that has it comes first.
   */
  readonly path: string;
  /** Default 200. */
  readonly status?: number;
}

export interface RestOperation {
  readonly route: RestRoute;
  readonly mutating: boolean;
  /** Validates the raw input and performs the operation; an undefined result is an empty body. */
  readonly perform: (input: Record<string, unknown>) => Promise<unknown>;
}

/** An operation that reads its request and writes its answer itself, because they are not JSON documents. */
export interface RawOperation {
  readonly route: RestRoute;
  readonly mutating: boolean;
  /** @param input members from path and query, decoded, not yet validated */
  readonly exchange: (
    input: Record<string, unknown>,
    request: IncomingMessage,
    response: ServerResponse,
  ) => Promise<void>;
}

/** An operation whose input is validated before it runs. Everything but GET counts as mutating. */
export function restOperation<Input>(
  route: RestRoute,
  schema: z.ZodType<Input>,
  run: (input: Input) => unknown,
): RestOperation {
  return {
    route,
    mutating: route.method !== 'GET',
    perform: async (input) => run(validate(schema, input)),
  };
}

export interface RestMatch<Operation = RestOperation> {
  readonly operation: Operation;
  /** Members from the path, decoded. */
  readonly pathInput: Record<string, string>;
}

/**
 * The operation of a request.
 * @throws WireError UnknownOperationException 404
 */
export function matchOperation<Operation extends { readonly route: RestRoute }>(
  operations: readonly Operation[],
  request: IncomingMessage,
): RestMatch<Operation> {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const segments = path.replace(/\/+$/, '').split('/');
  for (const operation of operations) {
    if (operation.route.method !== request.method) continue;
    const [template = '', marker] = operation.route.path.split('?');
    if (marker !== undefined && !query.split('&').includes(marker)) continue;
    const pathInput = matchPath(template.split('/'), segments);
    if (pathInput) return { operation, pathInput };
  }
  throw new WireError(
    'UnknownOperationException',
    `${request.method} ${path} is no operation that the local region knows.`,
    404,
  );
}

/** https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html */
export async function performRest(
  match: RestMatch<RestOperation | RawOperation>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { operation, pathInput } = match;
  const query = queryInput(request.url ?? '', operation.route);
  if ('exchange' in operation) return operation.exchange({ ...query, ...pathInput }, request, response);
  const body = request.method === 'GET' ? {} : await readJsonObject(request);
  const result = await operation.perform({ ...body, ...query, ...pathInput });
  const status = operation.route.status ?? 200;
  if (result === undefined) {
    response.writeHead(status, status === 204 ? {} : { 'content-length': 0 }).end();
    return;
  }
  const text = JSON.stringify(result);
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text);
}

function matchPath(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const input: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) input[part.slice(1, -1)] = decodeURIComponent(segment);
    else if (part !== segment) return undefined;
  }
  return input;
}

/** Lists are repeated parameters; numbers are told by their names, the only ones that Lambda has. */
function queryInput(url: string, route: RestRoute): Record<string, unknown> {
  const parameters = new URLSearchParams(url.split('?')[1] ?? '');
  for (const marker of new URLSearchParams(route.path.split('?')[1] ?? '').keys()) parameters.delete(marker);
  const input: Record<string, unknown> = {};
  for (const name of new Set(parameters.keys())) {
    if (name === 'tagKeys') input.TagKeys = parameters.getAll(name);
    else if (name === 'MaxItems') input.MaxItems = Number(parameters.get(name));
    else input[name] = parameters.get(name);
  }
  return input;
}

/** The AWS JSON protocols: every operation is a POST to `/`, named by `X-Amz-Target`. Used by Logs, SSM, Secrets Manager and CloudWatch. */
import type { IncomingMessage } from 'node:http';
import type * as z from 'zod';
import type { RegionService, ServiceName } from '../service.js';
import { readJsonObject } from './read-body.js';
import { type ConstraintFailure, validate, validationException } from './validate.js';
import { WireError } from './wire-error.js';

/** One operation, ready to take the body of a request. An undefined result is an empty body. */
export interface JsonOperation {
  readonly mutating: boolean;
  readonly perform: (input: unknown) => object | undefined;
}

/** Makes the operations of one service: the behaviour is given only what passed the schema. */
export type JsonOperationMaker = <Input>(
  schema: z.ZodType<Input>,
  kind: 'reads' | 'changes',
  run: (input: Input) => object | undefined,
) => JsonOperation;

/** @param code under which the service reports a broken constraint, all in the words of `validationException` */
export function jsonOperations(code: string): JsonOperationMaker {
  const refuse = (failures: readonly ConstraintFailure[]): WireError =>
    new WireError(code, validationException(failures).message, 400);
  return (schema, kind, run) => ({
    mutating: kind === 'changes',
    perform: (input) => run(validate(schema, input, refuse)),
  });
}

export interface JsonProtocol {
  readonly service: ServiceName;
  /** `Logs_20140328`: what stands before the dot in `X-Amz-Target`. */
  readonly target: string;
  /** Of the protocol; default 1.1. */
  readonly version?: '1.0';
  readonly operations: Readonly<Record<string, JsonOperation>>;
}

/** https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function createJsonService({ service, target, version, operations }: JsonProtocol): RegionService {
  const prefix = `${target}.`;
  const known = new Map(Object.entries(operations));
  return {
    name: service,
    claims: (request) => targetOf(request).startsWith(prefix),
    async handle(request, response, begin) {
      const name = targetOf(request).slice(prefix.length);
      const operation = known.get(name);
      const input = await readJsonObject(request);
      await begin(name, operation?.mutating ?? false);
      if (!operation) throw new WireError('UnknownOperationException', '', 400);
      const output = operation.perform(input);
      const body = output === undefined ? '' : JSON.stringify(output);
      response
        .writeHead(200, {
          'content-type': `application/x-amz-json-${version ?? '1.1'}`,
          'content-length': Buffer.byteLength(body),
        })
        .end(body);
      return { operation: name, mutating: operation.mutating };
    },
  };
}

function targetOf(request: IncomingMessage): string {
  const header = request.headers['x-amz-target'];
  return typeof header === 'string' ? header : '';
}

/** One request to the registry, as its handlers see it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EcrContext } from '../ecr/ecr-tables.js';
import { registryError } from './registry-error.js';

export interface RegistryExchange {
  readonly context: EcrContext;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** Ends the answer without a body. */
export function answerEmpty(
  { response }: RegistryExchange,
  status: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Length': '0', ...headers }).end();
}

/** What a method that a path does not have is refused with. */
export function unsupportedMethod({ request }: RegistryExchange): Error {
  return registryError('UNSUPPORTED', `The operation is unsupported: ${request.method}`, 405);
}

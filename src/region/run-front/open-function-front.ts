/** Listens on the loopback address for events of one function, and finds the face that answers each request. */
import { setMaxListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError, toAppError } from '../../errors/app-error.js';
import type { FrontTarget, FunctionFront, FunctionFrontRequest } from '../../ports/function-front.js';
import { answerAsEmulator } from './emulator-face.js';
import { answerAsLambda } from './lambda-face.js';
import { answerAsUrl } from './url-face.js';

/** What the faces answer from. */
export interface FrontFunction extends FrontTarget {
  /** Fires when the front closes. */
  readonly signal: AbortSignal;
}

/** Those of Invoke and of its streaming sister; https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const apiPath = /^\/(?:2015-03-31|2021-11-15)\/functions\//;

/** As `OpenFunctionFront`. @throws PORT_TAKEN */
export async function openFunctionFront(request: FunctionFrontRequest): Promise<FunctionFront> {
  const stop = new AbortController();
  const { signal } = stop;
  // As many events as run at once listen to it.
  setMaxListeners(0, signal);
  const server = createServer((incoming, response) => {
    void answer(incoming, response, request, signal);
  });
  // An event may take fifteen minutes, and its sender may be slow as well.
  Object.assign(server, { requestTimeout: 0, headersTimeout: 0 });
  const port = await listen(server, request.port);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      stop.abort();
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  { target, face, http, onError }: FunctionFrontRequest,
  signal: AbortSignal,
): Promise<void> {
  const isApi = apiPath.test(incoming.url ?? '');
  const answerAs = http && !isApi ? answerAsUrl : face === 'lambda' ? answerAsLambda : answerAsEmulator;
  try {
    await answerAs(incoming, response, { ...(await target), signal });
  } catch (error) {
    // Whoever stops the front knows that events ended with it.
    if (!signal.aborted) onError(error);
    fail(response, error);
  }
  // Bytes that a refusal left unread would be taken for the next request of the connection.
  incoming.resume();
}

/** What no face has an answer for is a trouble of this machine; its reader is the developer. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message } = toAppError(error);
  response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(`${code}: ${message}\n`);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refused(port, error)));
    server.listen(port, '127.0.0.1', () => {
      server.removeAllListeners('error');
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function refused(port: number, error: NodeJS.ErrnoException): AppError {
  const taken = error.code === 'EADDRINUSE';
  return new AppError({
    code: 'PORT_TAKEN',
    message: taken
      ? `Port ${port} of 127.0.0.1, where the function was to be reached, is taken by another program. Nothing was started.`
      : `Port ${port} of 127.0.0.1, where the function was to be reached, cannot be listened on: ${error.message}. Nothing was started.`,
    suggestions: [
      ...(taken ? [`Find the program and stop it: ss -ltnp 'sport = :${port}'`] : []),
      'Or use another port, 0 for one that is free: lading run --port 0',
    ],
    details: { port },
    cause: error,
  });
}

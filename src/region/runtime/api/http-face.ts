/** The HTTP server behind the listener: no time limits, since a frozen sandbox answers nothing for hours. */
import { createServer, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerCall } from './answer-call.js';
import type { Endpoints } from './exchange.js';
import { truncated } from './report-limits.js';

/** Bytes; errors go through headers and trailers, where Lambda takes a megabyte. */
const largestHeader = 1024 * 1024;

/** Does not listen; connections are given to it. */
export function createHttpFace(endpoints: Endpoints): Server {
  const server = createServer({ maxHeaderSize: largestHeader });
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.timeout = 0;
  // Lambda answers a client that has closed its sending side, as `nc` does; so does this, with a switch that has no type.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on('request', (request, response) => {
    void answerCall(request, response, endpoints);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseUnreadable(error, socket));
  return server;
}

/** What Node.js cannot read as HTTP never becomes a request. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [errorType, errorMessage] =
    error.code === 'HPE_INVALID_EOF_STATE'
      ? [truncated().errorType, truncated().message]
      : ['InvalidRequestFormat', `Not readable as HTTP: ${error.message}`];
  const body = JSON.stringify({ errorMessage, errorType });
  const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  socket.end(head + body, () => socket.destroy());
}

/** Whether a caller that waits still holds its side of the connection open. */
import type { ServerResponse } from 'node:http';

/** False says little: `printf … | nc` closes its side at once and still wants the answer. */
export function isOpen(response: ServerResponse): boolean {
  return response.socket?.readableEnded === false;
}

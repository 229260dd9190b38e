/** Refuses networks of an engine that this process does not see: their sandboxes could not ask for their events here. */
import { createServer } from 'node:net';
import { AppError } from '../../../errors/app-error.js';
import type { EngineEndpoint } from '../engine-endpoint.js';

/** Throws where nobody in this process could listen at the gateway of the engine's network. */
export type RequireReach = typeof requireOwnAddress;

/**
 * Listens on the address for a moment; asks the engine nothing.
 * @throws SANDBOX_FAILED when no network of this process has it. What else keeps it from listening is for the Runtime API to say.
 */
export async function requireOwnAddress(
  address: string,
  { url, source }: Pick<EngineEndpoint, 'url' | 'source'>,
): Promise<void> {
  const error = await listeningError(address);
  if (error?.code !== 'EADDRNOTAVAIL') return;
  throw new AppError({
    code: 'SANDBOX_FAILED',
    message: `Functions cannot be run on the container engine at ${url} (${source}): sandboxes would look for the Runtime API at the gateway of their network, and that is none of the addresses here (${error.message}). Nothing was started.`,
    suggestions: [
      'Run lading where the engine has its networks: on its own machine, not in a container that has only its socket, and not with a rootless engine.',
      'Building and pushing work from here.',
    ],
    details: { reason: 'other', endpoint: url, address },
    cause: error,
  });
}

function listeningError(address: string): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen(0, address, () => server.close(() => resolve(undefined)));
  });
}

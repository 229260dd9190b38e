/** Binds the region's port: the remembered one, the asked one, or a free one. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../errors/app-error.js';
import { askStatus } from './discovery.js';

const defaultPort = 4510;

export interface PortWish {
  /** The port that repository URIs in the data folder contain. */
  readonly remembered?: number | undefined;
  /** The port the user named; 0 means any. */
  readonly asked?: number | undefined;
}

/**
 * Listens on 127.0.0.1 and returns the port.
 * @throws LOCAL_REGION_UNAVAILABLE when the remembered or asked port is taken, USAGE when they contradict each other
 */
export async function listen(server: Server, wish: PortWish, dataFolder: string): Promise<number> {
  const { remembered, asked } = wish;
  if (remembered !== undefined) {
    if (asked && asked !== remembered) throw contradiction(remembered, asked, dataFolder);
    return bindOrExplain(server, remembered, dataFolder, true);
  }
  if (asked !== undefined) return bindOrExplain(server, asked, dataFolder, false);
  return (await bind(server, defaultPort)) ?? bindOrExplain(server, 0, dataFolder, false);
}

async function bindOrExplain(
  server: Server,
  port: number,
  dataFolder: string,
  remembered: boolean,
): Promise<number> {
  const bound = await bind(server, port);
  if (bound !== undefined) return bound;
  throw await taken(port, dataFolder, remembered);
}

/** The bound port, undefined when it is taken. */
function bind(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      server.removeListener('listening', onListening);
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(refused(port, error));
    };
    const onListening = (): void => {
      server.removeListener('error', onError);
      resolve((server.address() as AddressInfo).port);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, '127.0.0.1');
  });
}

async function taken(port: number, dataFolder: string, remembered: boolean): Promise<AppError> {
  const other = await askStatus(`http://127.0.0.1:${port}`);
  const holder = other ? `the local region of ${other.dataFolder} (process ${other.pid})` : 'another program';
  const why = remembered ? ', which its repository URIs contain,' : '';
  return new AppError({
    code: 'LOCAL_REGION_UNAVAILABLE',
    message: `The local region of ${dataFolder} cannot start: port ${port}${why} is taken by ${holder}.`,
    suggestions: [
      other ? `Stop it: kill ${other.pid}` : `Find the program and stop it: ss -ltnp 'sport = :${port}'`,
      remembered
        ? `Give up this region's data and its port: lading region reset --data ${dataFolder}`
        : 'Let lading choose a free port: leave out --port',
    ],
    details: { port, dataFolder, ...(other && { heldBy: other.dataFolder, pid: other.pid }) },
  });
}

function refused(port: number, error: NodeJS.ErrnoException): AppError {
  return new AppError({
    code: 'LOCAL_REGION_UNAVAILABLE',
    message: `The local region cannot listen on 127.0.0.1:${port}: ${error.message}`,
    suggestions: ['Choose another port: lading region start --port 4510'],
    details: { port },
    cause: error,
  });
}

function contradiction(remembered: number, asked: number, dataFolder: string): AppError {
  return new AppError({
    code: 'USAGE',
    message: `The local region of ${dataFolder} always uses port ${remembered}, because its repository URIs contain it; port ${asked} was asked for.`,
    suggestions: [
      `Start it without --port, or with --port ${remembered}`,
      'Use another data folder: lading region start --data DIR',
      `Give up this region's data and its port: lading region reset --data ${dataFolder}`,
    ],
    details: { remembered, asked, dataFolder },
  });
}

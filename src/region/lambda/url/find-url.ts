/** Finds the function URL that a request is addressed to. */
import type { IncomingMessage } from 'node:http';
import type { FunctionRecord, UrlConfig } from '../function-record.js';
import type { FunctionStore } from '../function-store.js';

export interface FoundUrl {
  readonly record: FunctionRecord;
  /** `''` for the function itself. */
  readonly alias: string;
  readonly config: UrlConfig;
}

const hostName = /^([0-9a-z]+)\.lambda-url\.[a-z0-9-]+\.(?:localhost|on\.aws)(?::\d+)?$/i;

/** The id in the host name of a function URL; undefined for any other host. */
export function urlIdOf({ headers }: IncomingMessage): string | undefined {
  return hostName.exec(headers.host ?? '')?.[1]?.toLowerCase();
}

/** The address under which the region answers a function URL. `*.localhost` is this machine: RFC 6761, section 6.3. */
export function addressOfUrl(id: string, { region, host }: { region: string; host: string }): string {
  return `http://${id}.lambda-url.${region}.localhost:${host.split(':')[1]}/`;
}

export function findUrl(functions: FunctionStore, id: string): FoundUrl | undefined {
  for (const record of functions.all())
    for (const [alias, config] of Object.entries(record.urls))
      if (config.id === id) return { record, alias, config };
  return undefined;
}

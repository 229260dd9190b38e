/** Where a container engine may answer, and the connection options that reach it. */
import type { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { AppError } from '../../errors/app-error.js';
import { sshAgent } from './ssh-agent.js';

/** What docker-modem is given. Every key is set, because it fills missing ones from `process.env.DOCKER_HOST`. */
export interface DialOptions {
  readonly socketPath: string | undefined;
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly protocol: 'http' | 'https';
  readonly agent: HttpAgent | HttpsAgent | undefined;
}

export interface EngineEndpoint {
  /** `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://host:2375`, `ssh://user@host`. */
  readonly url: string;
  /** Who said so: `DOCKER_HOST`, `docker context "colima"`, `default socket`. */
  readonly source: string;
  readonly dial: DialOptions;
}

/** PEM texts of a client's TLS material. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly skipVerify: boolean;
}

const nowhere: DialOptions = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  protocol: 'http',
  agent: undefined,
};

/**
 * The endpoint that an engine address names. `host:port` alone means `tcp://`, as in the docker CLI.
 * https://docs.docker.com/reference/cli/docker/#environment-variables
 * @throws ENGINE_UNREACHABLE when the address is none of unix, npipe, tcp, http, https or ssh.
 */
export function parseEndpoint(address: string, source: string, tls?: TlsMaterial): EngineEndpoint {
  if (address.startsWith('unix://')) return onSocket(address, address.slice('unix://'.length), source);
  if (address.startsWith('npipe://')) return onSocket(address, address.slice('npipe://'.length), source);
  const url = parseUrl(address, source);
  if (url.protocol === 'ssh:') {
    return {
      url: address,
      source,
      dial: { ...nowhere, host: 'http://engine.over.ssh', agent: sshAgent(url) },
    };
  }
  if (!['tcp:', 'http:', 'https:'].includes(url.protocol)) throw unusable(address, source);
  const secure = tls !== undefined || url.protocol === 'https:' || url.port === '2376';
  return {
    url: address,
    source,
    dial: {
      ...nowhere,
      host: url.hostname,
      port: Number(url.port || (secure ? 2376 : 2375)),
      protocol: secure ? 'https' : 'http',
      agent: secure ? new HttpsAgent(tlsOptions(tls)) : undefined,
    },
  };
}

function onSocket(address: string, path: string, source: string): EngineEndpoint {
  if (path === '') throw unusable(address, source);
  return { url: address, source, dial: { ...nowhere, socketPath: path } };
}

function tlsOptions(tls: TlsMaterial | undefined): Record<string, unknown> {
  const { ca, cert, key, skipVerify = false } = tls ?? {};
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(skipVerify && { rejectUnauthorized: false }),
  };
}

function parseUrl(address: string, source: string): URL {
  const full = address.includes('://') ? address : `tcp://${address}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (!url || !/^[\w.:[\]-]+$/.test(url.hostname)) throw unusable(address, source);
  return url;
}

function unusable(address: string, source: string): AppError {
  return new AppError({
    code: 'ENGINE_UNREACHABLE',
    message: `${source} names the container engine "${address}", which is not an address.`,
    suggestions: [
      'Use unix:///path/to/socket, tcp://host:2375, ssh://user@host or npipe:////./pipe/docker_engine.',
    ],
    details: { source, address },
  });
}

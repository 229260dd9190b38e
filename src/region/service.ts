/** What the region's HTTP front and its services agree on. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface RegionSettings {
  readonly account: string;
  readonly region: string;
  /** Milliseconds a function stays Pending or InProgress. */
  readonly activationDelay: number;
  /** Milliseconds a deleted function is seen as Deleting. */
  readonly deletionDelay: number;
  /** Milliseconds added to every answer. */
  readonly latency: number;
  /** Milliseconds after CreateRole in which Lambda cannot assume the role yet. */
  readonly rolePropagation: number;
  /** Milliseconds without use after which a function is Inactive; absent, it never is. */
  readonly idleAfter?: number;
  /** `127.0.0.1:4510`: the host part of repository URIs. */
  readonly host: string;
}

export type ServiceName =
  | 'ecr'
  | 'lambda'
  | 'iam'
  | 'sts'
  | 'logs'
  | 'ssm'
  | 'secretsmanager'
  | 'registry'
  | 'region'
  | (string & {});

/** One line of the request log: what tests and `docs/permissions.md` are made from. */
export interface LoggedRequest {
  readonly service: ServiceName;
  /** API operation, e.g. `CreateFunction`, or for the registry `PUT manifest`. */
  readonly operation: string;
  readonly mutating: boolean;
  readonly status: number;
  /** When it was answered: milliseconds since the epoch. */
  readonly at: number;
  readonly milliseconds: number;
  readonly requestBytes: number;
}

/**
 * Called by a service as soon as it knows which operation a request is, before it does anything: the request log names the
 * operation even when it fails, and scripted faults strike here (by throwing a `WireError`, by delaying, or by cutting the
 * connection, after which it never returns).
 */
export type Begin = (operation: string, mutating: boolean) => Promise<void>;

export interface RegionService {
  readonly name: ServiceName;
  /** Whether this request is addressed to this service. */
  claims(request: IncomingMessage): boolean;
  /** Answers completely; returns what to log. Throws `WireError` for a modelled error, which the front renders. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    begin: Begin,
  ): Promise<{ operation: string; mutating: boolean }>;
}

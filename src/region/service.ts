/** What the region's HTTP front and its services agree on. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface RegionSettings {
  readonly account: string;
  readonly region: string;
  /** Milliseconds a function stays Pending or InProgress. */
  readonly activationDelay: number;
  /** Milliseconds added to every answer. */
  readonly latency: number;
  /** `127.0.0.1:4510`: the host part of repository URIs. */
  readonly host: string;
}

/** One line of the request log: what tests and `docs/permissions.md` are made from. */
export interface LoggedRequest {
  readonly service: 'ecr' | 'lambda' | 'iam' | 'sts' | 'registry' | 'region' | (string & {});
  /** API operation, e.g. `CreateFunction`, or for the registry `PUT manifest`. */
  readonly operation: string;
  readonly mutating: boolean;
  readonly status: number;
  readonly milliseconds: number;
  readonly requestBytes: number;
}

export interface RegionService {
  readonly name: LoggedRequest['service'];
  /** Whether this request is addressed to this service. */
  claims(request: IncomingMessage): boolean;
  /** Answers completely; returns what to log. Throws `WireError` for a modelled error. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<{ operation: string; mutating: boolean }>;
}

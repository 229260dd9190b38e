/** One call of the Runtime API and its answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RuntimeApiCall } from './route.js';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the path; empty where the call has none. */
  readonly requestId: string;
}

/** Answers completely, or throws a `Refusal`. */
export type Endpoint = (exchange: Exchange) => void | Promise<void>;

export type Endpoints = Readonly<Record<RuntimeApiCall, Endpoint>>;

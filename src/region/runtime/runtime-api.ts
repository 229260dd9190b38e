/** What a sandbox's Runtime API and the life-cycle of that sandbox agree on. */
import type { ExtensionStanding, LogSubscription } from '../../domain/invocation/platform-event.js';

export interface RuntimeApiOptions {
  /** Address to listen on; the port is any free one. */
  readonly listenAddress: string;
  /** When given, connections from other addresses are cut; resolves once the address is known, and connections wait for it. */
  readonly allowedAddress?: Promise<string>;
  readonly account: string;
  readonly functionName: string;
  readonly functionVersion: string;
  /** The function's CMD as Lambda reports it to extensions. */
  readonly handler: string;
}

/** What `next` hands out. */
export interface RuntimeInvocation {
  readonly requestId: string;
  readonly payload: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly invokedFunctionArn: string;
  readonly traceId: string;
  readonly clientContext?: string;
  readonly cognitoIdentity?: string;
  readonly tenantId?: string;
}

/** What the runtime or an extension said of an error: its type from the header, its body as it was sent. */
export interface ReportedError {
  readonly errorType: string;
  readonly body: Uint8Array;
  /** Nobody said it: the Runtime API found it in what was sent, or in what was not. */
  readonly own?: true;
}

export type InitEnding =
  /** The runtime and all extensions that registered have asked for work. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'error'; readonly error: ReportedError; readonly extension?: string };

export type InvocationEnding =
  | { readonly kind: 'response'; readonly payload: Uint8Array }
  /** The body went to `onStream`; `error` from the trailers. */
  | { readonly kind: 'streamed'; readonly error?: ReportedError }
  | { readonly kind: 'error'; readonly error: ReportedError }
  /** Bytes that were sent, more than Lambda takes. */
  | { readonly kind: 'too-large'; readonly bytes: number };

/** One sandbox's listener: the Runtime API 2018-06-01, Extensions API 2020-01-01, Logs and Telemetry subscriptions. */
export interface RuntimeApi {
  readonly port: number;
  /** Settles once. Extensions that are expected but never register keep it pending. */
  readonly init: Promise<InitEnding>;
  /** Names of the extensions that keep `init` pending although the runtime has asked for work. */
  readonly lateExtensions: readonly string[];
  /** All that are expected or registered, and how far each has come. */
  readonly extensions: readonly ExtensionStanding[];
  /** To logs and telemetry, by the names of extensions; in the order of asking. */
  readonly subscriptions: readonly (LogSubscription & { readonly name: string })[];
  /** Whether anything ever connected. */
  readonly reached: boolean;
  /** Names (file names) of extensions that have to register before `init` is ready. Call before the sandbox starts. */
  expectExtensions(names: readonly string[]): void;
  /** Hands one event to the runtime and to extensions that take INVOKE. Only after `init` was ready, one at a time. */
  deliver(
    invocation: RuntimeInvocation,
    onStream?: (stream: { readonly contentType: string; readonly body: AsyncIterable<Uint8Array> }) => void,
  ): Promise<InvocationEnding>;
  /** Resolves when the runtime and all extensions have asked for work again: the moment at which Lambda freezes. */
  settled(): Promise<void>;
  /** An error that an extension reported after init (`exit/error`); settles at most once. */
  readonly extensionFailed: Promise<{ readonly name: string; readonly error: ReportedError }>;
  /** Names of the extensions that want to hear of SHUTDOWN; tells them. Resolves at once; their processes end by themselves. */
  shutDown(reason: 'spindown' | 'timeout' | 'failure', deadline: number): readonly string[];
  /** Cuts all connections. Repeatable. */
  close(): Promise<void>;
}

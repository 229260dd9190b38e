/** An HTTP endpoint on the loopback address that hands what it is sent to one function. Implemented by the region. */
import type { FunctionHost, HostedFunction } from './function-host.js';

/** The function that answers. */
export interface FrontTarget {
  readonly function: Pick<HostedFunction, 'name' | 'version' | 'account' | 'region' | 'timeout'>;
  readonly host: Pick<FunctionHost, 'invoke'>;
}

export interface FunctionFrontRequest {
  /** 0: any that is free. */
  readonly port: number;
  /** `emulator`: statuses and bodies as those of the Runtime Interface Emulator. `lambda`: as those of Lambda's own API. */
  readonly face: 'emulator' | 'lambda';
  /** All paths but those of the API belong to the function, as with a function URL. */
  readonly http: boolean;
  /** Events wait for it. One that never comes must end with `close`. */
  readonly target: Promise<FrontTarget>;
  /** Told what prevented an event, which its sender is told too. */
  readonly onError: (error: unknown) => void;
}

export interface FunctionFront {
  /** `http://127.0.0.1:9000`. */
  readonly url: string;
  /** Cuts connections and ends events that are running. Repeatable. */
  close(): Promise<void>;
}

/** Answers at once. @throws PORT_TAKEN */
export type OpenFunctionFront = (request: FunctionFrontRequest) => Promise<FunctionFront>;

/** What `run --json` prints once the function can be reached. */
import type { Served, ServeRequest } from './serve.js';

export interface RunResult {
  /** `http://127.0.0.1:9000`: for --endpoint-url, and with --http the function's own address. */
  url: string;
  /** Where an event is sent to. */
  invocations: string;
  function: string;
  version: string;
  region: string;
  image: { id: string; architecture: 'x86_64' | 'arm64' };
  /** MB. */
  memorySize: number;
  /** Seconds. */
  timeout: number;
  /** MB of /tmp. */
  ephemeralStorage: number;
  network: 'none' | 'bridge';
  concurrency: number;
  /** `emulator`: as the Runtime Interface Emulator answers. `lambda`: --strict. */
  face: 'emulator' | 'lambda';
  debugPort: number | null;
  /** How the first sandbox started. One that failed is started again with the next event. */
  init: {
    kind: 'ready' | 'error' | 'exited' | 'timeout' | 'refused';
    milliseconds: number;
    errorType: string | null;
    message: string | null;
  };
}

export function runResult({ url, hosted, init }: Served, { face }: Pick<ServeRequest, 'face'>): RunResult {
  const { name, version, region, imageId, architecture, memorySize, timeout, ephemeralStorage } = hosted;
  return {
    url,
    invocations: `${url}/2015-03-31/functions/function/invocations`,
    function: name,
    version,
    region,
    image: { id: imageId, architecture },
    memorySize,
    timeout,
    ephemeralStorage,
    network: hosted.network,
    concurrency: hosted.concurrency,
    face,
    debugPort: hosted.debugPort ?? null,
    init: {
      kind: init.kind,
      milliseconds: Math.round(init.milliseconds),
      errorType: init.errorType ?? null,
      message: init.message ?? null,
    },
  };
}

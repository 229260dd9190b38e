/** Runs one event in the host of its version, and says in Lambda's terms what prevented it. */
import { AppError } from '../../../errors/app-error.js';
import type {
  FunctionEvent,
  FunctionHost,
  InvocationOutcome,
  ResponseStream,
} from '../../../ports/function-host.js';
import { WireError } from '../../wire/wire-error.js';
import { type FunctionStore, versionOf } from '../function-store.js';
import type { CountInvocation } from './count-invocation.js';
import type { FunctionHosts } from './function-hosts.js';
import type { InvocationTarget } from './invocation-target.js';
import { unusableImage } from './require-invocable.js';

export type OnStream = (stream: ResponseStream) => void;

export type RunEvent = (
  target: InvocationTarget,
  event: FunctionEvent,
  onStream?: OnStream,
) => Promise<InvocationOutcome>;

export interface RunEventDeps {
  readonly functions: FunctionStore;
  readonly hosts: FunctionHosts;
  readonly count: CountInvocation;
  /** Aborted when the region closes. */
  readonly signal: AbortSignal;
}

/** How often an event is given to another host, because its own had gone before it ran. */
const moves = 3;

/**
 * A failing function is an outcome, and counted as an error.
 * @throws WireError LocalRegionException 400 where this machine could not run the function, CodeArtifactUserFailedException 409
 */
export function createEventRunner({ functions, hosts, count, signal }: RunEventDeps): RunEvent {
  // An update may have come since the target was found, or while the event waited.
  const hostNow = ({ record, version }: InvocationTarget): Promise<FunctionHost> => {
    const now = functions.find(record.name) ?? record;
    return hosts.hostOf(now, versionOf(now, version.version) ?? version);
  };
  return async (target, event, onStream) => {
    const attempt = async (left: number): Promise<InvocationOutcome> => {
      const host = await hostNow(target);
      try {
        return await host.invoke(event, signal, onStream);
      } catch (error) {
        if (left === 0 || signal.aborted || !hasNotRun(error)) throw error;
        hosts.discard(host);
        return attempt(left - 1);
      }
    };
    try {
      const outcome = await attempt(moves);
      const { failure, report } = outcome;
      count(target, { Invocations: 1, Errors: failure ? 1 : 0, Duration: report.duration });
      return outcome;
    } catch (error) {
      throw refusalOf(target, error);
    }
  };
}

/**
 * Somebody removed the image from the engine since the host was made; or the event waited in a host that an update retired. A
 * host that is retired lets what runs end.
 */
function hasNotRun(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'IMAGE_NOT_FOUND' || error.code === 'INTERRUPTED');
}

function refusalOf({ record }: InvocationTarget, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  if (error.code === 'IMAGE_UNSUITABLE') return unusableImage();
  const text = [
    `This local region could not run ${record.name}. ${error.message}`,
    ...error.suggestions.map((suggestion) => `  Try: ${suggestion}`),
  ];
  // No error of Lambda's: SDKs repeat those with 5xx, which is no help here and hides the reason for long.
  return new WireError('LocalRegionException', text.join('\n'), 400, { Reason: error.code });
}

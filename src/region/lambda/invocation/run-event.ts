/** Runs one event in the host of its version, and says in Lambda's terms what prevented it. */
import { AppError } from '../../../errors/app-error.js';
import type {
  FunctionEvent,
  FunctionHost,
  InvocationOutcome,
  ResponseStream,
} from '../../../ports/function-host.js';
import { WireError } from '../../wire/wire-error.js';
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
  readonly hosts: FunctionHosts;
  readonly count: CountInvocation;
  /** Aborted when the region closes. */
  readonly signal: AbortSignal;
}

/**
 * A failing function is an outcome, and counted as an error.
 * @throws WireError ServiceException 500 where this machine could not run the function, CodeArtifactUserFailedException 409
 */
export function createEventRunner({ hosts, count, signal }: RunEventDeps): RunEvent {
  const attempt = async (
    { record, version }: InvocationTarget,
    run: (host: FunctionHost) => Promise<InvocationOutcome>,
  ): Promise<InvocationOutcome> => {
    const host = await hosts.hostOf(record, version);
    try {
      return await run(host);
    } catch (error) {
      if (isMissingImage(error)) hosts.discard(host);
      throw error;
    }
  };
  return async (target, event, onStream) => {
    const run = (host: FunctionHost): Promise<InvocationOutcome> => host.invoke(event, signal, onStream);
    try {
      const outcome = await attempt(target, run).catch((error: unknown) => {
        // Somebody may have removed the image from the engine since the host was made.
        if (!isMissingImage(error)) throw error;
        return attempt(target, run);
      });
      const { failure, report } = outcome;
      count(target, { Invocations: 1, Errors: failure ? 1 : 0, Duration: report.duration });
      return outcome;
    } catch (error) {
      throw refusalOf(target, error);
    }
  };
}

function isMissingImage(error: unknown): boolean {
  return error instanceof AppError && error.code === 'IMAGE_NOT_FOUND';
}

function refusalOf({ record }: InvocationTarget, error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  if (error.code === 'IMAGE_UNSUITABLE') return unusableImage();
  const text = [`This local region could not run ${record.name}. ${error.message}`, ...error.suggestions];
  return new WireError('ServiceException', text.join(' '), 500, { Reason: error.code });
}

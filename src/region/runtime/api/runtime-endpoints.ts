/** The calls of a runtime: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
import type { Endpoints } from './exchange.js';
import { answerAccepted } from './json-answer.js';
import { ownError } from './own-error.js';
import { readReport } from './read-report.js';
import { receiveResponse } from './receive-response.js';
import { Refusal } from './refusal.js';
import { largestPayload, tooLarge, truncated } from './report-limits.js';
import { reportedError } from './reported-error.js';
import type { RuntimeSession } from './runtime-session.js';
import type { StartPhase } from './start-phase.js';
import { wholeReport } from './whole-report.js';

type RuntimeCalls = 'ping' | 'next' | 'response' | 'error' | 'init-error' | 'restore';

/** Their endpoints over one session. */
export function runtimeEndpoints(session: RuntimeSession, start: StartPhase): Pick<Endpoints, RuntimeCalls> {
  return {
    ping({ response }) {
      response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8' }).end('pong');
    },
    next({ response }) {
      session.next(response);
    },
    async response({ request, response, requestId }) {
      const delivery = session.begin(requestId, 'response');
      const { ending, refusal } = await receiveResponse(request, delivery);
      session.end(ending);
      if (refusal) throw refusal;
      answerAccepted(response);
    },
    async error({ request, response, requestId }) {
      session.begin(requestId, 'error');
      const report = await readReport(request, largestPayload);
      if (report.kind === 'too-large') {
        session.end({ kind: 'too-large', bytes: report.size });
        throw tooLarge();
      }
      if (report.kind === 'truncated') {
        const message = 'The connection ended before the error that the runtime reported was complete.';
        session.end({ kind: 'error', error: ownError('Runtime.TruncatedResponse', message) });
        throw truncated();
      }
      session.end({ kind: 'error', error: reportedError(request.headers, report.bytes) });
      answerAccepted(response);
    },
    async 'init-error'({ request, response }) {
      const body = await wholeReport(request);
      session.failInit();
      start.fail({ kind: 'error', error: reportedError(request.headers, body) });
      answerAccepted(response);
    },
    restore() {
      // As the emulator, which has these two for functions with SnapStart alone; images cannot have it.
      throw new Refusal(404, 'NotFound', 'Functions from container images are not restored from snapshots.');
    },
  };
}

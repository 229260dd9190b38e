/** Turns what the SDK throws into our error: what was being done, the service's own words, cause and remedy. */
import { AppError } from '../../errors/app-error.js';
import type { ErrorCode } from '../../errors/codes.js';
import { type DiagnosisFacts, diagnose } from '../../errors/diagnose.js';
import type { Diagnosis } from '../../errors/diagnosis-row.js';
import { redact } from '../../errors/redact.js';
import { type AwsFault, readFault } from './aws-fault.js';
import { credentialsFailure } from './credentials-failure.js';

export interface CallContext {
  /** `ECR`, `Lambda`, `IAM`, `STS`. */
  readonly service: string;
  /** What was being done, as a sentence starts: `Creating function hello`. */
  readonly doing: string;
  readonly facts?: DiagnosisFacts;
  readonly profile?: string | undefined;
}

/** A service's own reading of its error names and texts; undefined leaves it to the diagnosis and the status. */
export type CodeChooser = (fault: AwsFault) => ErrorCode | undefined;

/**
 * Errors are told apart by name, never by class: half of what AWS answers (AccessDenied, Validation, ExpiredToken) has none.
 * `details` hold service, error name, status, request id, and where known `diagnosis` and `retry` (see `RetryClass`).
 */
export function awsFailure(
  error: unknown,
  context: CallContext,
  choose: CodeChooser = () => undefined,
): AppError {
  if (error instanceof AppError) return error;
  const fault = readFault(error);
  if (fault.kind === 'aborted') {
    return new AppError({
      code: 'INTERRUPTED',
      message: `Stopped. ${context.doing} may or may not have happened.`,
      cause: error,
    });
  }
  const early = credentialsFailure(fault, context, error);
  if (early) return early;
  const text = redact(fault.text);
  const diagnosis = diagnose(`${fault.name}: ${text}`, undefined, context.facts);
  const code = choose(fault) ?? diagnosis?.code ?? codeByStatus(fault);
  return new AppError({
    code,
    message: `${context.doing}: ${answer(fault, text, context)}${diagnosis ? ` ${diagnosis.cause}` : ''}`,
    suggestions: diagnosis?.suggestions ?? suggestionsFor(code),
    details: detailsOf(fault, context, diagnosis),
    cause: error,
  });
}

/** A success that lacks what the API always sends: whatever answered is not the service. */
export function incompleteAnswer(service: string, operation: string, lacking: string): AppError {
  return new AppError({
    code: 'REMOTE_REFUSED',
    message: `${service} answered ${operation} without ${lacking}.`,
    suggestions: ['Check the endpoint: something else than AWS may be answering.'],
    details: { service, operation },
  });
}

/** A number of names mean the same: the caller is known and may not. */
const denied = /^AccessDenied(?:Exception)?$|^UnauthorizedOperation$|^NotAuthorized$|^UnauthorizedException$/;

function codeByStatus({ name, status, kind }: AwsFault): ErrorCode {
  if (kind === 'local') return 'INTERNAL';
  if (kind === 'network' || kind === 'unexpected') return 'REMOTE_UNAVAILABLE';
  if (denied.test(name)) return 'ACCESS_DENIED';
  if (status === 429) return 'THROTTLED';
  return status === undefined || status >= 500 ? 'REMOTE_UNAVAILABLE' : 'REMOTE_REFUSED';
}

function answer({ kind, name, status }: AwsFault, text: string, { service }: CallContext): string {
  if (kind === 'network' && status !== undefined)
    return `the connection to ${service} broke in the middle of its answer: ${ended(text)}`;
  if (kind === 'network') return `${service} could not be reached: ${ended(text)}`;
  if (kind === 'unexpected') return `what answered is not ${service}: ${ended(text)}`;
  if (kind === 'local') return ended(text);
  if (text === '') return `${service} answered HTTP ${status ?? '?'} (${name}) without a text.`;
  return `${service} answered ${name}: ${ended(text)}`;
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function suggestionsFor(code: ErrorCode): string[] {
  if (code === 'REMOTE_UNAVAILABLE')
    return ['Check the network, the endpoint and the region, then run it again.'];
  if (code === 'ACCESS_DENIED') return ['See who is calling: aws sts get-caller-identity'];
  return [];
}

function detailsOf(
  { name, status, requestId, attempts }: AwsFault,
  { service }: CallContext,
  diagnosis: Diagnosis | undefined,
) {
  return {
    service,
    error: name,
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
    ...(attempts !== undefined && attempts > 1 && { attempts }),
    ...(diagnosis && { diagnosis: diagnosis.id }),
    ...(diagnosis?.retry && { retry: diagnosis.retry }),
  };
}

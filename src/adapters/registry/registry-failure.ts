/** Refusals of a registry in our words and codes. */
import { AppError } from '../../errors/app-error.js';
import type { ErrorCode } from '../../errors/codes.js';
import { diagnose } from '../../errors/diagnose.js';
import { redact } from '../../errors/redact.js';
import { readStart } from './bounded-body.js';
import type { HttpAnswer } from './http-exchange.js';

export interface RegistryContext {
  /** What was being done, as a sentence starts: `Reading the manifest v1 of host/app`. */
  readonly doing: string;
  readonly host: string;
  readonly repository: string;
  /** For a refusal that neither the registry's code nor the status explains. */
  readonly otherwise: ErrorCode;
}

// https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
const codeByName: Readonly<Record<string, ErrorCode>> = {
  NAME_UNKNOWN: 'REPOSITORY_NOT_FOUND',
  NAME_INVALID: 'REFERENCE_INVALID',
  MANIFEST_UNKNOWN: 'IMAGE_NOT_FOUND',
  UNAUTHORIZED: 'CREDENTIALS_REFUSED',
  DENIED: 'ACCESS_DENIED',
  TOOMANYREQUESTS: 'THROTTLED',
  DIGEST_INVALID: 'DIGEST_MISMATCH',
};
const longestBody = 64 * 1024;
const excerptLength = 200;

interface RegistryError {
  readonly code: string;
  readonly text: string;
}

/** Reads the refusal's body; the connection is free afterwards. */
export async function refusalOf(
  { status, headers, body }: HttpAnswer,
  context: RegistryContext,
): Promise<AppError> {
  const errors = parseErrors(await readStart(body, longestBody));
  const text = redact(errors.map(spoken).join('; '));
  const diagnosis = diagnose(text, undefined, { repository: context.repository });
  const [first] = errors;
  const code =
    diagnosis?.code ?? (first && codeByName[first.code]) ?? codeByStatus(status) ?? context.otherwise;
  const requestId = headers['x-amzn-requestid'];
  return new AppError({
    code,
    message: `${context.doing}: the registry answered HTTP ${status}${text ? `: ${ended(text)}` : ' without a text.'}${diagnosis ? ` ${diagnosis.cause}` : ''}`,
    suggestions: diagnosis?.suggestions ?? [],
    details: {
      host: context.host,
      repository: context.repository,
      status,
      ...(first?.code && { error: first.code }),
      ...(typeof requestId === 'string' && { requestId }),
      ...(diagnosis && { diagnosis: diagnosis.id }),
      ...(diagnosis?.retry && { retry: diagnosis.retry }),
    },
  });
}

/** Nothing answered, or the connection broke; `INTERRUPTED` when it was our signal. */
export function connectionFailure(error: unknown, { doing, host, repository }: RegistryContext): AppError {
  if (error instanceof AppError) return error;
  const { name, message, code } = error as NodeJS.ErrnoException;
  if (name === 'AbortError')
    return new AppError({
      code: 'INTERRUPTED',
      message: `Stopped. ${doing} was not finished.`,
      cause: error,
    });
  const text =
    error instanceof AggregateError ? error.errors.map((each: Error) => each.message).join('; ') : message;
  const certificate = /CERT|certificate|SELF_SIGNED|UNABLE_TO_/.test(`${code} ${text}`);
  return new AppError({
    code: 'REMOTE_UNAVAILABLE',
    message: `${doing}: ${host} could not be reached: ${ended(text)}`,
    suggestions: certificate
      ? ['If the registry has its own certificate authority: export NODE_EXTRA_CA_CERTS=/path/to/ca.pem']
      : [
          `Check the network: curl -sS -o /dev/null -w "%{http_code}\\n" https://${host}/v2/`,
          'Run it again: what arrived is not sent twice.',
        ],
    details: { host, repository, error: code ?? name, retry: 'network' },
    cause: error,
  });
}

function codeByStatus(status: number): ErrorCode | undefined {
  if (status === 401) return 'CREDENTIALS_REFUSED';
  if (status === 403) return 'ACCESS_DENIED';
  if (status === 429) return 'THROTTLED';
  return status >= 500 ? 'REMOTE_UNAVAILABLE' : undefined;
}

function parseErrors(body: Buffer): RegistryError[] {
  const text = body.toString('utf8').trim();
  const listed = parsedErrors(text);
  if (listed.length > 0 || text === '') return listed;
  const line = text.replace(/\s+/g, ' ');
  return [{ code: '', text: line.length > excerptLength ? `${line.slice(0, excerptLength)}…` : line }];
}

function parsedErrors(text: string): RegistryError[] {
  try {
    const { errors } = JSON.parse(text) as { errors?: unknown };
    if (!Array.isArray(errors)) return [];
    return errors.map((each: { code?: unknown; message?: unknown }) => ({
      code: String(each.code ?? ''),
      text: String(each.message ?? ''),
    }));
  } catch {
    return [];
  }
}

/** As container engines print it: `name unknown: The repository …`. */
function spoken({ code, text }: RegistryError): string {
  return code === '' ? text : `${code.toLowerCase().replaceAll('_', ' ')}: ${text}`;
}

function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

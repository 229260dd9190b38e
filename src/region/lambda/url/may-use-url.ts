/** Decides whether a request may use a function URL. */
import type { IncomingMessage } from 'node:http';
import { covers } from '../../iam/role-permissions.js';
import type { PolicyStatement } from '../function-record.js';
import type { FoundUrl } from './find-url.js';

/**
 * `AWS_IAM` takes every signed request, because nobody is denied anything here. `NONE` needs both permissions in the resource
 * policy of the function or alias: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export function mayUseUrl(request: IncomingMessage, { record, alias, config }: FoundUrl): boolean {
  if (config.authType === 'AWS_IAM') return isSigned(request);
  const statements = record.policies[alias] ?? [];
  return ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].every((action) =>
    statements.some((statement) => allowsEverybody(statement, action)),
  );
}

/** The access key that signed the request, by its own word. */
export function accessKeyOf({ headers, url = '' }: IncomingMessage): string {
  const credential = /Credential=([^/,\s]+)/.exec(headers.authorization ?? '')?.[1];
  return credential ?? new URLSearchParams(url.split('?')[1]).get('X-Amz-Credential')?.split('/')[0] ?? '';
}

function isSigned({ headers, url = '' }: IncomingMessage): boolean {
  return headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') || url.includes('X-Amz-Signature=');
}

function allowsEverybody({ Effect, Principal, Action, Condition }: PolicyStatement, action: string): boolean {
  return (
    Effect === 'Allow' &&
    Principal === '*' &&
    typeof Action === 'string' &&
    covers(Action, action) &&
    isMet(Condition)
  );
}

/** Of conditions, those that a request to a function URL without authentication meets. */
function isMet(condition: unknown): boolean {
  const met: Readonly<Record<string, string>> = {
    'lambda:FunctionUrlAuthType': 'NONE',
    'lambda:InvokedViaFunctionUrl': 'true',
  };
  return Object.values((condition ?? {}) as Record<string, Record<string, string>>).every((rows) =>
    Object.entries(rows).every(([key, value]) => met[key] === value),
  );
}

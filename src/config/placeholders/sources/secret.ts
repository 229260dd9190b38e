/** `${secret:name}` and `${secret:name#key}`: secrets of AWS Secrets Manager. */
import type { OnlineLookups } from '../../lookups.js';
import { type Answer, found, invalid, missing } from '../answer.js';
import type { Source } from './source.js';

// A name or an ARN: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
const shape = /^[\w/+=.@:-]{1,2048}$/;

/** Each secret is read once, however many of its keys are wanted; all at the same time. */
export function secretSource(online: () => Promise<OnlineLookups>): Source {
  return {
    async answer(args) {
      const { secrets } = await online();
      const ids = [...new Set(args.map((argument) => split(argument).id))].filter((id) => shape.test(id));
      const values = new Map(await Promise.all(ids.map(async (id) => [id, await secrets.read(id)] as const)));
      return args.map((argument) => {
        const { id, key } = split(argument);
        if (!shape.test(id)) return malformed();
        const value = values.get(id);
        if (value === undefined) return noSecret(id);
        return key === undefined ? found(value, true) : fieldOf(id, key, value);
      });
    },
  };
}

/** `#` is in no secret's name nor ARN. */
function split(argument: string): { id: string; key: string | undefined } {
  const at = argument.indexOf('#');
  return at < 0
    ? { id: argument, key: undefined }
    : { id: argument.slice(0, at), key: argument.slice(at + 1) };
}

function fieldOf(id: string, key: string, text: string): Answer {
  const fields = parseObject(text);
  if (!fields)
    return invalid(
      `secret ${id} is not a JSON object, so it has no key ${key}`,
      `Take all of it: \${secret:${id}}`,
    );
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined;
  if (value === undefined || value === null)
    return missing(
      `secret ${id} has no key ${key}; it has ${Object.keys(fields).join(', ') || 'none'}`,
      `Name one of its keys: \${secret:${id}#KEY}`,
    );
  if (typeof value === 'object')
    return invalid(`key ${key} of secret ${id} is not text but JSON`, 'Name a key whose value is text.');
  return found(String(value), true);
}

/** The parser's own message would quote the secret. */
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function malformed(): Answer {
  return invalid(
    'that is no name of a secret',
    'Write its name, and where it is JSON a key: ${secret:app/db#password}',
  );
}

function noSecret(id: string): Answer {
  return missing(
    `Secrets Manager has no secret ${id} in this account and region`,
    `Look for it: aws secretsmanager describe-secret --secret-id ${id}`,
  );
}

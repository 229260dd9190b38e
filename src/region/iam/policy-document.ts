/** Parses IAM policy documents, and refuses malformed ones as IAM does. */
import { WireError } from '../wire/wire-error.js';

export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** Kind (`Service`, `AWS`, `Federated`, `*`) → names; absent in identity policies. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
}

type Json = Record<string, unknown>;

/**
 * @param kind `trust` needs principals and forbids resources; `identity` the other way round
 * @throws WireError MalformedPolicyDocument 400
 */
export function parsePolicyDocument(text: string, kind: 'trust' | 'identity'): PolicyStatement[] {
  const document = parse(text);
  const version = document.Version;
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17')
    throw malformed('Syntax errors in policy.');
  if (document.Statement === undefined) throw malformed('Syntax errors in policy.');
  return list(document.Statement).map((statement) => parseStatement(statement, kind));
}

function parseStatement(value: unknown, kind: 'trust' | 'identity'): PolicyStatement {
  if (typeof value !== 'object' || value === null) throw malformed('Syntax errors in policy.');
  const statement = value as Json;
  const effect = statement.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Syntax errors in policy.');
  const actions = strings(statement.Action ?? statement.NotAction);
  if (actions.length === 0) throw malformed('Policy statement must contain actions.');
  if (kind === 'trust') {
    if (statement.Resource !== undefined) throw malformed('Has prohibited field Resource');
    if (statement.Principal === undefined) throw malformed('Missing required field Principal');
  } else {
    if (statement.Principal !== undefined) throw malformed('Policy document should not specify a principal.');
    if (statement.Resource === undefined && statement.NotResource === undefined) {
      throw malformed('Policy statement must contain resources.');
    }
  }
  return { effect, actions, principals: principalsOf(statement.Principal) };
}

function principalsOf(value: unknown): Record<string, string[]> {
  if (value === undefined) return {};
  if (typeof value === 'string') {
    if (value !== '*') throw malformed(`Invalid principal in policy: "${value}"`);
    return { '*': ['*'] };
  }
  if (typeof value !== 'object' || value === null) throw malformed('Syntax errors in policy.');
  return Object.fromEntries(Object.entries(value).map(([type, names]) => [type, strings(names)]));
}

function parse(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed('Syntax errors in policy.');
  return value as Json;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function strings(value: unknown): string[] {
  if (value === undefined) return [];
  const values = list(value);
  if (values.some((item) => typeof item !== 'string')) throw malformed('Syntax errors in policy.');
  return values as string[];
}

function malformed(text: string): WireError {
  return new WireError('MalformedPolicyDocument', text, 400);
}

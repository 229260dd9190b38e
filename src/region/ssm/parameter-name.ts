/** Names of parameters: what may be created, and the forms in which one can be asked for. */
import { WireError } from '../wire/wire-error.js';

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html @throws WireError ValidationException 400 */
export function requireCreatableName(name: string): void {
  if (/^\/?(?:aws|ssm)/i.test(name) || !/^[a-zA-Z0-9_.\-/]+$/.test(name) || name.endsWith('/')) {
    throw new WireError(
      'ValidationException',
      'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_',
      400,
    );
  }
  if (name.includes('/') && !name.startsWith('/'))
    throw new WireError('ValidationException', 'Parameter name must be a fully qualified name.', 400);
}

export interface ParameterReference {
  readonly name: string;
  /** `:3`, `:label` or empty. */
  readonly selector: string;
}

/** Takes a name or an ARN, each with or without a version or label after a colon. */
export function parseParameterReference(text: string): ParameterReference {
  const [, path, arnSelector = ''] =
    /^arn:[\w-]+:ssm:[\w-]+:\d{12}:parameter(\/[^:]+)(:.+)?$/.exec(text) ?? [];
  // The slash belongs to the ARN for a plain name and to the name for a path.
  if (path !== undefined)
    return { name: path.indexOf('/', 1) > 0 ? path : path.slice(1), selector: arnSelector };
  const [name = '', selector] = text.split(':');
  return { name, selector: selector === undefined ? '' : `:${selector}` };
}

/** The refusal of a filter pattern. */
import { WireError } from '../../wire/wire-error.js';

/** In the form that CloudWatch Logs gives it. */
export function invalidPattern(why: string): WireError {
  return new WireError('InvalidParameterException', `Invalid filter pattern: ${why}`, 400);
}

/** @param body what stands between the percent signs @throws WireError InvalidParameterException */
export function patternRegex(body: string): RegExp {
  try {
    return new RegExp(body);
  } catch (error) {
    throw invalidPattern(error instanceof Error ? error.message : String(error));
  }
}

/** Regular expressions as the AWS models write them: matching the whole value, and quoted verbatim in messages. */
import * as z from 'zod';

const open = '^(?:';
const close = ')$';

/** A string schema that must match the model's pattern from end to end. */
export function awsPattern(pattern: string): z.ZodString {
  return z.string().regex(wholeValue(pattern));
}

function wholeValue(pattern: string): RegExp {
  return new RegExp(`${open}${pattern}${close}`);
}

/** The model's spelling of a pattern made by `wholeValue`, from the `/…/` form that zod reports. */
export function modelSpelling(reported: string): string {
  const source = reported.replace(/^\/|\/[a-z]*$/g, '').replaceAll('\\/', '/');
  return source.startsWith(open) && source.endsWith(close)
    ? source.slice(open.length, -close.length)
    : source;
}

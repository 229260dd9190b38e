/** Schema of what a function's file says about how a new version takes over: shift, alarms, tolerance and smoke test. */
import * as z from 'zod';
import { brokenPattern } from '../domain/expectation.js';
import { shiftPattern } from '../domain/shift-plan.js';
import type { JsonValue } from '../errors/app-error.js';
import { list, settings, text } from './allowed.js';

const percent = 'percent of the invocations from 0 to 100';

const smoke = settings({
  event: text('the path of a JSON file', { minimum: 1 }).describe(
    'JSON file with the event, relative to this file.',
  ),
  expect: z
    .unknown()
    .refine((value) => brokenPattern(value as JsonValue) === undefined, {
      error: 'regular expressions that JavaScript takes between the two /',
    })
    .describe(
      'What the answer has to be: members named here must be there and equal, others are free; a text /…/ is a regular expression. Default: anything but an error.',
    )
    .exactOptional(),
});

export const rolloutSettings = {
  shift: text('linear:10%/1m, canary:10%/5m, or all', { pattern: shiftPattern })
    .describe(
      'How the aliases move to a new version: by 10% each minute, 10% for five minutes and then everything, or all at once. Default: all.',
    )
    .exactOptional(),
  alarms: list(text('the name of an alarm', { minimum: 1, maximum: 255 }), 'a list of names of alarms')
    .describe('CloudWatch alarms that end a shift and put the alias back.')
    .exactOptional(),
  toleratedErrors: z
    .number({ error: percent })
    .min(0, { error: percent })
    .max(100, { error: percent })
    .describe('Percent of the new version’s invocations that may fail during a shift. Default: 0.')
    .exactOptional(),
  smoke: smoke
    .describe('An event that each new version has to answer well before it gets any traffic.')
    .exactOptional(),
};

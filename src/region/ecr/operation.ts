/** One operation of ECR's API: what it accepts, whether it changes anything, and what it does. */
import type * as z from 'zod';
import { type ConstraintFailure, validate } from '../wire/validate.js';
import type { WireError } from '../wire/wire-error.js';
import { invalidParameter } from './ecr-errors.js';
import type { EcrContext } from './ecr-tables.js';

export interface EcrOperation {
  readonly mutating: boolean;
  /** @throws WireError SerializationException, InvalidParameterException or one of the operation's own */
  run(context: EcrContext, input: unknown): object | Promise<object>;
}

/** Binds a schema and a behaviour: the behaviour is given only what passed the schema. */
export function operation<T>(
  schema: z.ZodType<T>,
  kind: 'reads' | 'changes',
  run: (context: EcrContext, input: T) => object | Promise<object>,
): EcrOperation {
  return {
    mutating: kind === 'changes',
    run: (context, input) => run(context, validate(schema, input, refuse)),
  };
}

/** ECR reports the first broken constraint only, in a form of its own (failures.md section 3.2, jenkins-x/jx#1344). */
function refuse(failures: readonly ConstraintFailure[]): WireError {
  const [first] = failures;
  const constraint = (first?.constraint ?? '')
    .replace(
      /^Member must satisfy regular expression pattern: (.*)$/s,
      "must satisfy regular expression '$1'",
    )
    .replace(/^Member must (have length|have value|not be)/, 'must $1');
  return invalidParameter(first?.member ?? '', constraint);
}

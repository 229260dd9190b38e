/** Refuses to invoke a version that cannot run now, as Lambda does. */
import { WireError } from '../../wire/wire-error.js';
import { statusOf } from '../function-status.js';
import type { InvocationTarget } from './invocation-target.js';

/**
 * A version that is being updated is invocable: its former code serves until the update has ended.
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 * @throws WireError CodeArtifactUserPendingException 409 while it is Pending (failures.md A18), ResourceConflictException 409
 *   while it is deleted, CodeArtifactUserFailedException 409 where its image is unusable or gone (failures.md A17), UnknownOperationException 404 for a Zip function
 */
export function requireInvocable({ record, version }: InvocationTarget, now: number): void {
  if (version.code.kind === 'zip') {
    throw new WireError(
      'UnknownOperationException',
      `This local region runs container images; ${record.name} is a Zip function, whose code it does not keep.`,
      404,
    );
  }
  const { State } = statusOf(version, now);
  if (State === 'Active') return;
  if (State === 'Failed' || State === 'Inactive') throw unusableImage();
  if (State === 'Pending')
    throw new WireError(
      'CodeArtifactUserPendingException',
      'INFO: Lambda is initializing your function. It will be ready to invoke shortly.',
      409,
    );
  throw new WireError(
    'ResourceConflictException',
    `The operation cannot be performed at this time. The function is currently in the following state: ${State}`,
    409,
  );
}

export function unusableImage(): WireError {
  return new WireError(
    'CodeArtifactUserFailedException',
    'ERROR: Lambda cannot initialize the provided container image. Verify the image.',
    409,
  );
}

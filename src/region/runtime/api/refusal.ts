/** A call of the runtime or of an extension that is answered with an error. */

/** Rendered as `{errorMessage, errorType}` with its status. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    readonly errorType: string,
    message: string,
  ) {
    super(message);
  }
}

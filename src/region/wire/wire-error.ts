/** An error as AWS models it: code, text, HTTP status and the fields that travel with it. */

export class WireError extends Error {
  /**
   * @param code exception name, e.g. `ResourceNotFoundException`
   * @param fields further members of the error body, e.g. `{ Type: 'User' }` or ECR's `{ layerDigest }`; how code and message
   *   are written is the protocol's business (`error-response.ts`)
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly fields: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'WireError';
  }
}

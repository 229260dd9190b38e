/** Secrets that others keep for us, such as in AWS Secrets Manager. */

export interface SecretService {
  /** The current value, by name or ARN; undefined when there is none. One request. @throws ACCESS_DENIED, REMOTE_REFUSED */
  read(id: string): Promise<string | undefined>;
}

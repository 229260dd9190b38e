/** Parameters that others keep for us, such as in SSM Parameter Store. */

export interface Parameter {
  readonly value: string;
  /** `SecureString` is encrypted at rest and must not be shown; the values of a `StringList` are separated by commas. */
  readonly kind: 'String' | 'StringList' | 'SecureString';
}

export interface ParameterService {
  /**
   * Decrypted, by the names asked for (`/path`, `name`, an ARN; each may end in `:version` or `:label`); those that do not
   * exist are missing. One request for each ten. @throws ACCESS_DENIED, REMOTE_REFUSED
   */
  read(names: readonly string[]): Promise<ReadonlyMap<string, Parameter>>;
}

/** The credentials that this machine's own AWS configuration comes up with. */

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface CredentialsSource {
  /** Of environment, profile, single sign-on …, by the SDK's own rules. @throws CREDENTIALS_MISSING, CREDENTIALS_REFUSED */
  read(): Promise<AwsCredentials>;
}

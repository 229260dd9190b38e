/** Who is calling, in which account and region. */

export interface CallerIdentity {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
}

export interface Identity {
  /** The region that calls go to; without a request. @throws REGION_MISSING */
  region(): Promise<string>;
  /** @throws CREDENTIALS_MISSING, CREDENTIALS_REFUSED, REGION_MISSING */
  caller(): Promise<CallerIdentity>;
}

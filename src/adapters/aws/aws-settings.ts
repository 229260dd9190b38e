/** Where and as whom AWS is called in one run. */

export interface AwsSettings {
  /** Else AWS_REGION, AWS_DEFAULT_REGION, then the profile. */
  readonly region?: string;
  readonly profile?: string;
  /** One base URL for every service, as the local region has; else the SDK's own rules, AWS_ENDPOINT_URL included. */
  readonly endpoint?: string;
  /** Else the SDK's default chain. */
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** How long a request may wait for its answer, in milliseconds; else a minute, and half of one to read logs. */
  readonly requestTimeout?: number;
  /** Ends every request under way with INTERRUPTED. */
  readonly signal?: AbortSignal;
}

/** A place to deploy to as one deploys to AWS: nothing but an endpoint tells that it is not. */

import { startTestRegion } from '../../region/test-region.js';
import { startAwsLike } from '../../servers/aws-like.js';

export interface Place {
  readonly account: string;
  readonly region: string;
  /** Of the registry. */
  readonly host: string;
  readonly endpoint: string;
  /** For the tool; its credentials look like real ones. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** moto, and docker-registry behind ECR's own host name. */
export async function motoAndRegistry(stubEcr: boolean): Promise<Place> {
  const { certificate, ...aws } = await startAwsLike({ stubEcr });
  const env = { ...credentials, AWS_ENDPOINT_URL: aws.endpoint, NODE_EXTRA_CA_CERTS: certificate };
  return { ...aws, env };
}

export async function ourRegion(): Promise<Place> {
  const region = await startTestRegion({ clock: Date.now, activationDelay: 200, region: 'eu-west-1' });
  return {
    account: region.settings.account,
    region: 'eu-west-1',
    host: region.settings.host,
    endpoint: region.url,
    env: { ...credentials, AWS_ENDPOINT_URL: region.url },
    close: () => region.close(),
  };
}

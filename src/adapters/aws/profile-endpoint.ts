/** The endpoint that a profile names, which the SDK for JavaScript only reads for the profile of AWS_PROFILE. */
import { loadSharedConfigFiles } from '@smithy/core/config';

/**
 * `endpoint_url` of the profile; undefined when the environment says another one, or to ignore it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export async function profileEndpoint(profile: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  if (env.AWS_ENDPOINT_URL || env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS === 'true') return undefined;
  const { configFile } = await loadSharedConfigFiles();
  const settings = configFile[profile];
  return settings?.ignore_configured_endpoint_urls === 'true' ? undefined : settings?.endpoint_url;
}

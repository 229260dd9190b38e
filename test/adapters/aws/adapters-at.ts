/** AWS adapters that speak to a loopback server with dummy credentials. */
import { type AwsAdapters, createAwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import type { AwsSettings } from '../../../src/adapters/aws/aws-settings.js';

export function adaptersAt(endpoint: string, settings: Partial<AwsSettings> = {}): AwsAdapters {
  return createAwsAdapters({
    region: 'us-east-1',
    endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...settings,
  });
}

/** One lazily made SDK client for each service of a run, all with the same settings. */
import { setMaxListeners } from 'node:events';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { once } from '../../domain/once.js';
import type { AwsSettings } from './aws-settings.js';
import { hideCredentials } from './hide-credentials.js';
import { keepUnderRequestRate } from './request-rate.js';
import { createInvocationRetryPolicy, createRetryPolicy } from './retry-policy.js';
import { refuseUnexpectedAnswers } from './unexpected-answer.js';

type EcrApi = typeof import('./sdk/ecr.js');
type IamApi = typeof import('./sdk/iam.js');
type LambdaApi = typeof import('./sdk/lambda.js');
type LogsApi = typeof import('./sdk/cloudwatch-logs.js');
type MonitoringApi = typeof import('./sdk/cloudwatch.js');
type SecretsApi = typeof import('./sdk/secrets-manager.js');
type SsmApi = typeof import('./sdk/ssm.js');
type StsApi = typeof import('./sdk/sts.js');

/** A client and the operations it can be sent. */
export interface Loaded<Api, Client> {
  readonly api: Api;
  readonly client: Client;
}

export interface AwsSession {
  readonly settings: AwsSettings;
  /** Second argument of every `client.send`. */
  readonly sendOptions: { readonly abortSignal?: AbortSignal };
  ecr(): Promise<Loaded<EcrApi, ECRClient>>;
  iam(): Promise<Loaded<IamApi, IAMClient>>;
  lambda(): Promise<Loaded<LambdaApi, LambdaClient>>;
  /** The same for invocations, which are not repeated lightly. */
  invocations(): Promise<Loaded<LambdaApi, LambdaClient>>;
  logs(): Promise<Loaded<LogsApi, CloudWatchLogsClient>>;
  monitoring(): Promise<Loaded<MonitoringApi, CloudWatchClient>>;
  secrets(): Promise<Loaded<SecretsApi, SecretsManagerClient>>;
  ssm(): Promise<Loaded<SsmApi, SSMClient>>;
  sts(): Promise<Loaded<StsApi, STSClient>>;
  /** Ends idle connections, so that the process can end. */
  close(): void;
}

/** Loads and opens nothing before a service is first asked for. */
export function createAwsSession(settings: AwsSettings): AwsSession {
  // Each request under way listens to it; that many listeners look like a leak to Node, which then warns on stderr.
  if (settings.signal) setMaxListeners(0, settings.signal);
  const clients: { destroy(): void }[] = [];
  const open = <
    Client extends { destroy(): void } & Parameters<typeof refuseUnexpectedAnswers>[0] &
      Parameters<typeof hideCredentials>[0],
  >(
    make: (config: ReturnType<typeof clientConfig>) => Client,
  ): Client => {
    silenceNodeVersionWarning();
    const client = hideCredentials(refuseUnexpectedAnswers(make(clientConfig(settings))));
    clients.push(client);
    return client;
  };
  return {
    settings,
    sendOptions: settings.signal ? { abortSignal: settings.signal } : {},
    ecr: once(async () => {
      const api = await import('./sdk/ecr.js');
      return { api, client: open((config) => new api.ECRClient(config)) };
    }),
    iam: once(async () => {
      const api = await import('./sdk/iam.js');
      return { api, client: open((config) => new api.IAMClient(config)) };
    }),
    lambda: once(async () => {
      const api = await import('./sdk/lambda.js');
      return { api, client: keepUnderRequestRate(open((config) => new api.LambdaClient(config))) };
    }),
    invocations: once(async () => {
      const api = await import('./sdk/lambda.js');
      return { api, client: open((config) => new api.LambdaClient({ ...config, ...invocationConfig })) };
    }),
    logs: once(async () => {
      const api = await import('./sdk/cloudwatch-logs.js');
      return { api, client: open((config) => new api.CloudWatchLogsClient(config)) };
    }),
    monitoring: once(async () => {
      const api = await import('./sdk/cloudwatch.js');
      return { api, client: open((config) => new api.CloudWatchClient(config)) };
    }),
    secrets: once(async () => {
      const api = await import('./sdk/secrets-manager.js');
      return { api, client: open((config) => new api.SecretsManagerClient(config)) };
    }),
    ssm: once(async () => {
      const api = await import('./sdk/ssm.js');
      return { api, client: open((config) => new api.SSMClient(config)) };
    }),
    sts: once(async () => {
      const api = await import('./sdk/sts.js');
      return { api, client: open((config) => new api.STSClient(config)) };
    }),
    close() {
      for (const client of clients.splice(0)) client.destroy();
    },
  };
}

// A connection is used once: one that died while idle would look like a lost answer. `keepAlive` stays, because it is what keeps
// the connection of a long invocation open through NAT gateways. The socket may be silent as long as the function works.
const agent = { keepAlive: true, maxSockets: 50, maxFreeSockets: 0 };
const invocationConfig = {
  retryStrategy: createInvocationRetryPolicy(),
  requestHandler: {
    connectionTimeout: 5_000,
    throwOnRequestTimeout: true,
    socketTimeout: 0,
    httpAgent: agent,
    httpsAgent: agent,
  },
};

// Where environment and profile both have keys, the SDK takes the profile and prints six lines about it. Who writes --profile knows.
const nothing = (): void => undefined;
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function clientConfig({ region, profile, endpoint, credentials, requestTimeout = 60_000 }: AwsSettings) {
  // The SDK for JavaScript reads AWS_REGION and the profile; the CLI and the other SDKs read this one as well.
  const chosen = region || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION;
  return {
    ...(chosen && { region: chosen }),
    ...(profile && { profile, logger: silent }),
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
    retryStrategy: createRetryPolicy(),
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 50 },
      httpsAgent: { keepAlive: true, maxSockets: 50 },
    },
  };
}

// The SDK warns with process.emitWarning on the first client of a process unless this variable says no; it reads it just then.
// Other warnings are untouched.
function silenceNodeVersionWarning(): void {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}

/** The environment variables that a function finds, as Lambda lays them over those of its image. */

export interface FunctionEnvironmentInput {
  readonly functionName: string;
  readonly version: string;
  /** MB. */
  readonly memorySize: number;
  readonly region: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** Where logs are JSON: what runtimes are to leave out. */
  readonly jsonLogs?: { readonly applicationLevel: string } | undefined;
  /** `host:port`. */
  readonly runtimeApi: string;
  /** The first word of the command; empty when there is none. */
  readonly handler: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** The function's own. */
  readonly own: Readonly<Record<string, string>>;
  /** Names of the variables that the image sets. */
  readonly imageVariables: ReadonlySet<string>;
}

/**
 * What has to be laid over the image's variables. An image keeps what it sets itself of the defaults (HOME, TZ,
 * LAMBDA_TASK_ROOT …), the function's own variables override both; nobody overrides the reserved ones.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionEnvironment(input: FunctionEnvironmentInput): Record<string, string> {
  return { ...defaults(input.imageVariables), ...input.own, ...reserved(input) };
}

function defaults(imageVariables: ReadonlySet<string>): Record<string, string> {
  const values = {
    HOME: '/home/sbx_user1051',
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    // Without it, AWS's X-Ray libraries throw where nobody traces.
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  };
  return Object.fromEntries(Object.entries(values).filter(([name]) => !imageVariables.has(name)));
}

function reserved(input: FunctionEnvironmentInput): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = input.credentials;
  return {
    ...(input.handler && { _HANDLER: input.handler }),
    AWS_REGION: input.region,
    AWS_DEFAULT_REGION: input.region,
    AWS_LAMBDA_FUNCTION_NAME: input.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: input.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(input.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: input.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: input.logStream,
    ...(input.jsonLogs && {
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: input.jsonLogs.applicationLevel,
    }),
    AWS_LAMBDA_RUNTIME_API: input.runtimeApi,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  };
}

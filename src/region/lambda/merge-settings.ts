/** Puts requested settings over existing ones: what is named replaces wholesale, what is not named stays. */
import type { FunctionSettings, ImageSettings, VpcSettings } from './function-record.js';
import type { SettingsInput } from './function-schema.js';

/** The settings of a new function before anything is asked for. */
export function defaultSettings(name: string, role: string): FunctionSettings {
  return {
    Description: '',
    Role: role,
    Timeout: 3,
    MemorySize: 128,
    EphemeralStorage: { Size: 512 },
    TracingConfig: { Mode: 'PassThrough' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` },
    SnapStart: { ApplyOn: 'None' },
  };
}

/** Environment and ImageConfig are replaced, never merged; an empty ImageConfig, key or target takes the setting away. */
export function mergeSettings(
  current: FunctionSettings,
  input: SettingsInput & { Role?: string | undefined },
): FunctionSettings {
  const { Environment, VpcConfig, DeadLetterConfig, KMSKeyArn, FileSystemConfigs, ImageConfig, ...kept } =
    current;
  return {
    ...kept,
    Description: input.Description ?? current.Description,
    Role: input.Role ?? current.Role,
    Timeout: input.Timeout ?? current.Timeout,
    MemorySize: input.MemorySize ?? current.MemorySize,
    EphemeralStorage: input.EphemeralStorage ?? current.EphemeralStorage,
    TracingConfig: { Mode: input.TracingConfig?.Mode ?? current.TracingConfig.Mode },
    LoggingConfig: mergeLogging(current.LoggingConfig, input.LoggingConfig),
    SnapStart: { ApplyOn: input.SnapStart?.ApplyOn ?? current.SnapStart.ApplyOn },
    ...present(
      'Environment',
      input.Environment ? { Variables: input.Environment.Variables ?? {} } : Environment,
    ),
    ...present('VpcConfig', input.VpcConfig ? mergeVpc(VpcConfig, input.VpcConfig) : VpcConfig),
    ...present(
      'DeadLetterConfig',
      input.DeadLetterConfig ? target(input.DeadLetterConfig.TargetArn) : DeadLetterConfig,
    ),
    ...present('KMSKeyArn', input.KMSKeyArn === undefined ? KMSKeyArn : input.KMSKeyArn || undefined),
    ...present(
      'FileSystemConfigs',
      input.FileSystemConfigs ? filled(input.FileSystemConfigs) : FileSystemConfigs,
    ),
    ...present('ImageConfig', input.ImageConfig ? imageSettings(input.ImageConfig) : ImageConfig),
    ...present('Runtime', input.Runtime ?? current.Runtime),
    ...present('Handler', input.Handler ?? current.Handler),
  };
}

/** Log levels exist only in the JSON format, where both start at INFO. */
function mergeLogging(
  current: Readonly<Record<string, string>>,
  input: SettingsInput['LoggingConfig'],
): Readonly<Record<string, string>> {
  if (!input) return current;
  const format = input.LogFormat ?? current.LogFormat ?? 'Text';
  const group = input.LogGroup ?? current.LogGroup ?? '';
  if (format === 'Text') return { LogFormat: format, LogGroup: group };
  return {
    LogFormat: format,
    ApplicationLogLevel: input.ApplicationLogLevel ?? current.ApplicationLogLevel ?? 'INFO',
    SystemLogLevel: input.SystemLogLevel ?? current.SystemLogLevel ?? 'INFO',
    LogGroup: group,
  };
}

function mergeVpc(
  current: VpcSettings | undefined,
  input: NonNullable<SettingsInput['VpcConfig']>,
): VpcSettings {
  return {
    SubnetIds: input.SubnetIds ?? current?.SubnetIds ?? [],
    SecurityGroupIds: input.SecurityGroupIds ?? current?.SecurityGroupIds ?? [],
    Ipv6AllowedForDualStack: input.Ipv6AllowedForDualStack ?? current?.Ipv6AllowedForDualStack ?? false,
  };
}

function imageSettings(input: NonNullable<SettingsInput['ImageConfig']>): ImageSettings | undefined {
  const settings: ImageSettings = {
    ...present('EntryPoint', filled(input.EntryPoint ?? [])),
    ...present('Command', filled(input.Command ?? [])),
    ...present('WorkingDirectory', input.WorkingDirectory || undefined),
  };
  return Object.keys(settings).length > 0 ? settings : undefined;
}

function target(arn: string | undefined): { TargetArn: string } | undefined {
  return arn ? { TargetArn: arn } : undefined;
}

function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

/** `{ key: value }`, or nothing when there is no value. */
function present<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

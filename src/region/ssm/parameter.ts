/** A parameter as the region stores it, and as Systems Manager shows it. */
import { createHash } from 'node:crypto';
import type { RegionSettings } from '../service.js';
import type { Store, Table } from '../store.js';

export interface ParameterVersion {
  readonly version: number;
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface Parameter {
  readonly name: string;
  /** `String`, `StringList` or `SecureString`. */
  readonly type: string;
  readonly dataType: string;
  readonly tier: string;
  /** Oldest first; the last one counts. */
  readonly versions: readonly ParameterVersion[];
}

/** Parameters by name. */
export function parameterTable(store: Store): Table<Parameter> {
  return store.table<Parameter>('ssm.parameters');
}

/**
 * The shape Parameter; times are seconds.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Parameter.html
 * @param selector `:3` when a version was asked for
 * @param decrypted whether the caller asked for it; it means nothing for parameters that are not secure
 */
export function describeParameter(
  parameter: Parameter,
  { version, value, modifiedAt }: ParameterVersion,
  options: { readonly settings: RegionSettings; readonly selector: string; readonly decrypted: boolean },
): Record<string, unknown> {
  const { region, account } = options.settings;
  const { name, type } = parameter;
  return {
    ARN: `arn:aws:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`,
    DataType: parameter.dataType,
    LastModifiedDate: modifiedAt / 1000,
    Name: name,
    ...(options.selector !== '' && { Selector: options.selector }),
    Type: type,
    Value: type === 'SecureString' && !options.decrypted ? cipherText(name, version) : value,
    Version: version,
  };
}

/** Looks like what KMS makes; made from the name alone, so that it tells nothing. */
function cipherText(name: string, version: number): string {
  return `AQICAH${createHash('sha512').update(`${name}:${version}`).digest('base64')}`;
}

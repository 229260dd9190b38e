/** Settles which account and region a data folder is: what it remembers, or on its first start what was asked for. */
import { AppError } from '../errors/app-error.js';
import type { RememberedSettings } from './data-folder.js';

export interface KeptSettings {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

const defaults: KeptSettings = { account: '000000000000', region: 'us-east-1' };

const shapes = {
  account: { pattern: /^\d{12}$/, example: '000000000000' },
  region: { pattern: /^[a-z]{2}(?:-[a-z]+)+-\d$/, example: 'eu-west-1' },
};

/** @throws USAGE when what is asked for contradicts what the folder remembers, or is no account id or region */
export function keptSettings(
  folder: string,
  remembered: RememberedSettings | undefined,
  asked: Partial<KeptSettings>,
): KeptSettings {
  for (const key of ['account', 'region'] as const) {
    const value = asked[key];
    if (value === undefined) continue;
    if (!shapes[key].pattern.test(value)) throw malformed(key, value);
    if (remembered && value !== remembered[key]) throw otherIdentity(folder, key, remembered[key], value);
  }
  return {
    account: remembered?.account ?? asked.account ?? defaults.account,
    region: remembered?.region ?? asked.region ?? defaults.region,
  };
}

function malformed(key: keyof KeptSettings, value: string): AppError {
  return new AppError({
    code: 'USAGE',
    message: `The local region cannot start: "${value}" is no AWS ${key === 'account' ? 'account id (12 digits)' : 'region'}.`,
    suggestions: [`For example: lading region start --${key} ${shapes[key].example}`],
    details: { [key]: value },
  });
}

function otherIdentity(folder: string, key: keyof KeptSettings, kept: string, asked: string): AppError {
  return new AppError({
    code: 'USAGE',
    message: `The local region of ${folder} holds ${key} ${kept}, because its ARNs contain it; ${asked} was asked for.`,
    suggestions: [
      `Start it with --${key} ${kept}, or without --${key}`,
      'Use another data folder: lading region start --data DIR',
      `Give up this region's data: lading region reset --data ${folder}`,
    ],
    details: { dataFolder: folder, kept, asked },
  });
}

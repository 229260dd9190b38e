/** A secret as the region stores it, and the versions that its staging labels name. */
import { randomBytes } from 'node:crypto';
import type { RegionSettings } from '../service.js';
import type { Store, Table } from '../store.js';
import { WireError } from '../wire/wire-error.js';

export interface SecretVersion {
  readonly id: string;
  /** `AWSCURRENT`, `AWSPREVIOUS` or the caller's own; a version without is on its way out. */
  readonly stages: readonly string[];
  readonly text?: string;
  /** Base64. */
  readonly binary?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly versions: readonly SecretVersion[];
  /** Milliseconds since the epoch: when it will be gone. Set once it is marked for deletion. */
  readonly deletionAt?: number;
}

/** Secrets by name. */
export function secretTable(store: Store): Table<Secret> {
  return store.table<Secret>('secrets.secrets');
}

/** The ARN ends in six characters of chance: a secret made again under the same name is another one. */
export function newSecretArn({ region, account }: RegionSettings, name: string): string {
  const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
  const suffix = [...randomBytes(6)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return `arn:aws:secretsmanager:${region}:${account}:secret:${name}-${suffix}`;
}

/**
 * By name, ARN, or ARN without its last six characters; one whose recovery window has ended is gone.
 * @throws WireError ResourceNotFoundException 400
 */
export function requireSecret(secrets: Table<Secret>, id: string, now: number): Secret {
  const found =
    secrets.get(id) ??
    secrets
      .entries()
      .map(([, secret]) => secret)
      .find(({ arn }) => arn === id || arn.slice(0, -7) === id);
  if (!found || (found.deletionAt !== undefined && found.deletionAt <= now)) {
    throw new WireError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.", 400);
  }
  return found;
}

/** @throws WireError InvalidRequestException 400 */
export function requireUndeleted(secret: Secret): Secret {
  if (secret.deletionAt === undefined) return secret;
  throw new WireError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
    400,
  );
}

/** The versions with another one in front: a label is at one version only, and what was current is previous. */
export function withVersion(versions: readonly SecretVersion[], added: SecretVersion): SecretVersion[] {
  const current = added.stages.includes('AWSCURRENT');
  const kept = versions.map((version) => {
    const stages = version.stages.filter(
      (stage) => !added.stages.includes(stage) && !(current && stage === 'AWSPREVIOUS'),
    );
    const demoted = current && version.stages.includes('AWSCURRENT');
    return { ...version, stages: demoted ? [...stages, 'AWSPREVIOUS'] : stages };
  });
  return [added, ...kept.filter(({ stages }) => stages.length > 0)];
}

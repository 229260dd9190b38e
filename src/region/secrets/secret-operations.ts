/** CreateSecret, GetSecretValue, PutSecretValue, DeleteSecret. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { RegionSettings } from '../service.js';
import type { Store } from '../store.js';
import { type JsonOperation, jsonOperations } from '../wire/json.js';
import { WireError } from '../wire/wire-error.js';
import {
  newSecretArn,
  requireSecret,
  requireUndeleted,
  type SecretVersion,
  secretTable,
  withVersion,
} from './secret.js';

export interface SecretsDeps {
  readonly store: Store;
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const operation = jsonOperations('ValidationException');
const day = 24 * 3600 * 1000;

const SecretId = z.string().min(1).max(2048);
const value = {
  SecretString: z.string().min(1).max(65_536).optional(),
  SecretBinary: z.string().min(1).optional(),
  ClientRequestToken: z.string().min(32).max(64).optional(),
};
const createSchema = z.strictObject({
  ...value,
  Name: z.string().min(1).max(512),
  Description: z.string().max(2048).optional(),
  KmsKeyId: z.string().max(2048).optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).optional(),
});
const putSchema = z.strictObject({
  ...value,
  SecretId,
  VersionStages: z.array(z.string().min(1).max(256)).min(1).max(20).optional(),
});
const getSchema = z.strictObject({
  SecretId,
  VersionId: z.string().min(32).max(64).optional(),
  VersionStage: z.string().min(1).max(256).optional(),
});
const deleteSchema = z.strictObject({
  SecretId,
  RecoveryWindowInDays: z.number().int().optional(),
  ForceDeleteWithoutRecovery: z.boolean().optional(),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html */
export function secretOperations(deps: SecretsDeps): Record<string, JsonOperation> {
  return {
    CreateSecret: createSecret(deps),
    GetSecretValue: getSecretValue(deps),
    PutSecretValue: putSecretValue(deps),
    DeleteSecret: deleteSecret(deps),
  };
}

function createSecret(deps: SecretsDeps): JsonOperation {
  const secrets = secretTable(deps.store);
  return operation(createSchema, 'changes', (input) => {
    const { Name: name } = input;
    const existing = secrets.get(name);
    const gone = existing?.deletionAt !== undefined && existing.deletionAt <= deps.clock();
    if (existing && !gone) {
      if (existing.deletionAt === undefined)
        throw new WireError(
          'ResourceExistsException',
          `The operation failed because the secret ${name} already exists.`,
          400,
        );
      throw new WireError(
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
        400,
      );
    }
    const arn = newSecretArn(deps.settings, name);
    const version = newVersion(input, ['AWSCURRENT'], deps);
    secrets.put(name, { name, arn, versions: version ? [version] : [] });
    return { ARN: arn, Name: name, ...(version && { VersionId: version.id }) };
  });
}

function getSecretValue(deps: SecretsDeps): JsonOperation {
  const secrets = secretTable(deps.store);
  return operation(getSchema, 'reads', (input) => {
    const secret = requireUndeleted(requireSecret(secrets, input.SecretId, deps.clock()));
    const { VersionId: id, VersionStage: stage = id === undefined ? 'AWSCURRENT' : undefined } = input;
    const version = secret.versions.find(
      (candidate) =>
        (id === undefined || candidate.id === id) &&
        (stage === undefined || candidate.stages.includes(stage)),
    );
    if (!version) {
      const wanted = id === undefined ? `staging label: ${stage}` : `VersionId: ${id}`;
      throw new WireError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for ${wanted}`,
        400,
      );
    }
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: version.id,
      ...(version.text !== undefined && { SecretString: version.text }),
      ...(version.binary !== undefined && { SecretBinary: version.binary }),
      VersionStages: version.stages,
      CreatedDate: version.createdAt / 1000,
    };
  });
}

/** Repeatable with the same token and value. */
function putSecretValue(deps: SecretsDeps): JsonOperation {
  const secrets = secretTable(deps.store);
  return operation(putSchema, 'changes', (input) => {
    const secret = requireUndeleted(requireSecret(secrets, input.SecretId, deps.clock()));
    const version = newVersion(input, input.VersionStages ?? ['AWSCURRENT'], deps);
    if (!version)
      throw new WireError(
        'InvalidRequestException',
        'You must provide either SecretString or SecretBinary.',
        400,
      );
    const same = secret.versions.find(({ id }) => id === version.id);
    if (same && (same.text !== version.text || same.binary !== version.binary)) {
      throw new WireError(
        'ResourceExistsException',
        `You can't use ClientRequestToken ${version.id} because that value is already in use for a version of secret ${secret.arn}.`,
        400,
      );
    }
    if (!same) secrets.put(secret.name, { ...secret, versions: withVersion(secret.versions, version) });
    const { id, stages } = same ?? version;
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: stages };
  });
}

/** At once when forced, else after the recovery window, in which the name stays taken. */
function deleteSecret(deps: SecretsDeps): JsonOperation {
  const secrets = secretTable(deps.store);
  return operation(deleteSchema, 'changes', (input) => {
    const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: forced } = input;
    if (days !== undefined && forced) {
      throw invalid("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    }
    if (days !== undefined && (days < 7 || days > 30))
      throw invalid('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
    const now = deps.clock();
    const secret = requireSecret(secrets, input.SecretId, now);
    if (!forced) requireUndeleted(secret);
    const deletionAt = forced ? now : now + (days ?? 30) * day;
    if (forced) secrets.delete(secret.name);
    else secrets.put(secret.name, { ...secret, deletionAt });
    return { ARN: secret.arn, Name: secret.name, DeletionDate: deletionAt / 1000 };
  });
}

function newVersion(
  input: {
    SecretString?: string | undefined;
    SecretBinary?: string | undefined;
    ClientRequestToken?: string | undefined;
  },
  stages: readonly string[],
  deps: SecretsDeps,
): SecretVersion | undefined {
  const { SecretString: text, SecretBinary: binary, ClientRequestToken: id = randomUUID() } = input;
  if (text !== undefined && binary !== undefined)
    throw invalid(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  if (text === undefined && binary === undefined) return undefined;
  const content = text !== undefined ? { text } : { binary: binary ?? '' };
  return { id, stages, createdAt: deps.clock(), ...content };
}

function invalid(message: string): WireError {
  return new WireError('InvalidParameterException', message, 400);
}

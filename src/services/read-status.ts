/** How a function stands: its states, the digest it runs, and the digest that the tag names now. */
import type { AliasName, FunctionName } from '../domain/function-spec.js';
import { settlementOf } from '../domain/function-state.js';
import type { FunctionStatus } from '../domain/function-status.js';
import { parseImageReference, repositoryUriOf } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import { diagnose } from '../errors/diagnose.js';
import type { DeployDeps } from './deploy-deps.js';
import { observeFunction } from './observe-target.js';

type StatusDeps = Pick<DeployDeps, 'functions' | 'repositories' | 'registry'>;

/** Reads only. @throws FUNCTION_NOT_FOUND */
export async function readStatus(
  name: FunctionName,
  aliases: readonly AliasName[],
  deps: StatusDeps,
): Promise<FunctionStatus> {
  const view = await observeFunction(name, aliases, deps.functions);
  if (!view) {
    throw new AppError({
      code: 'FUNCTION_NOT_FOUND',
      message: `Function ${name} does not exist in this account and region.`,
      suggestions: ['Create it: lading deploy', 'Look elsewhere: --region, --profile'],
      details: { function: name },
    });
  }
  const { latest } = view;
  const settlement = settlementOf(latest);
  return {
    name,
    arn: latest.arn,
    packageType: latest.packageType,
    architecture: latest.architecture,
    state: latest.state,
    lastUpdateStatus: latest.lastUpdateStatus ?? null,
    problem:
      settlement.kind === 'failed' || settlement.kind === 'inactive'
        ? problemOf(settlement, latest.stateReasonCode)
        : null,
    image:
      latest.packageType === 'Image' ? await imageStatus(latest.codeSha256, latest.imageUri, deps) : null,
    aliases: Object.values(view.aliases).map(({ alias, target }) => ({
      name: alias.name,
      version: alias.version,
      digest: target ? `sha256:${target.codeSha256}` : null,
      weights: { ...alias.weights },
    })),
  };
}

function problemOf(
  settlement: { kind: 'failed'; reasonCode: string; reason: string } | { kind: 'inactive'; reason: string },
  stateCode: string | undefined,
): FunctionStatus['problem'] {
  const reasonCode = settlement.kind === 'failed' ? settlement.reasonCode : (stateCode ?? 'Idle');
  return {
    reasonCode,
    reason: settlement.reason,
    suggestions: [...(diagnose(settlement.reason, reasonCode)?.suggestions ?? [])],
  };
}

async function imageStatus(
  codeSha256: string,
  uri: string | undefined,
  { repositories, registry }: StatusDeps,
): Promise<FunctionStatus['image']> {
  const digest = `sha256:${codeSha256}`;
  if (uri === undefined)
    return { digest, uri: null, present: null, tag: null, tagDigest: null, drift: false };
  const reference = parseImageReference(uri);
  const repository = repositoryUriOf(reference);
  const { credentials } = await repositories.authorize();
  const [own, tagged] = await Promise.all([
    registry.readManifest(repository, digest as never, credentials),
    reference.tag ? registry.readManifest(repository, reference.tag, credentials) : undefined,
  ]);
  const tagDigest = tagged?.digest ?? null;
  return {
    digest,
    uri,
    present: own !== undefined,
    tag: reference.tag ?? null,
    tagDigest,
    drift: tagDigest !== null && tagDigest !== digest,
  };
}

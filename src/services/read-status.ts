/** How a function stands: its states, the digest it runs, and the digest that the tag names now. */
import { type Digest, parseDigest } from '../domain/digest.js';
import type { AliasName, FunctionName } from '../domain/function-spec.js';
import { settlementOf } from '../domain/function-state.js';
import type { FunctionStatus } from '../domain/function-status.js';
import { parseImageReference, repositoryUriOf, type Tag } from '../domain/image-reference.js';
import { type HalfShift, halfShiftOf } from '../domain/shift-note.js';
import { renderShift } from '../domain/shift-plan.js';
import { AppError } from '../errors/app-error.js';
import { diagnose } from '../errors/diagnose.js';
import type { DeployDeps } from './deploy-deps.js';
import { observeFunction } from './observe-target.js';
import { orUnknown, unknown } from './or-unknown.js';
import { readStanding, type StandingDeps } from './read-standing.js';

type StatusDeps = StandingDeps & Pick<DeployDeps, 'functions' | 'registry'>;

/** Reads only. @throws FUNCTION_NOT_FOUND */
export async function readStatus(
  name: FunctionName,
  aliases: readonly AliasName[],
  deps: StatusDeps,
): Promise<FunctionStatus> {
  const [view, pointers, versions] = await Promise.all([
    observeFunction(name, aliases, deps.functions),
    deps.releases.listAliases(name),
    deps.releases.listVersions(name),
  ]);
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
      shift: shiftStatus(halfShiftOf(alias)),
    })),
    ...(await readStanding(latest, versions, pointers, deps)),
  };
}

function shiftStatus(half: HalfShift | undefined): FunctionStatus['aliases'][number]['shift'] {
  if (!half) return null;
  const { from, to, percent, setting } = half;
  return { from, to, percent, setting: renderShift(setting) };
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
  const token = await orUnknown(repositories.authorize());
  const digestOf = async (name: Tag | Digest | undefined): Promise<string | undefined | typeof unknown> => {
    if (token === unknown) return unknown;
    if (name === undefined) return undefined;
    const stored = await orUnknown(registry.readManifest(repository, name, token.credentials));
    return stored === unknown ? unknown : stored?.digest;
  };
  const [own, tagged] = await Promise.all([digestOf(parseDigest(digest)), digestOf(reference.tag)]);
  const tagDigest = typeof tagged === 'string' ? tagged : null;
  return {
    digest,
    uri,
    present: own === unknown ? null : own !== undefined,
    tag: reference.tag ?? null,
    tagDigest,
    drift: tagDigest !== null && tagDigest !== digest,
  };
}

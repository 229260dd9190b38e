/** How the aliases of a function stand: where they point, how their traffic is split, and how the versions behind them are. */
import { rolledBackFrom } from '../domain/alias-note.js';
import type { FunctionName } from '../domain/function-spec.js';
import {
  imageIsBroken,
  type ObservedAlias,
  type ObservedFunction,
  settlementOf,
} from '../domain/function-state.js';
import type { FunctionStatus, StatusProblem } from '../domain/function-status.js';
import { parseImageReference } from '../domain/image-reference.js';
import { halfShiftOf } from '../domain/shift-note.js';
import { renderShift } from '../domain/shift-plan.js';
import { diagnose } from '../errors/diagnose.js';
import type { DeployDeps } from './deploy-deps.js';

type AliasStatus = FunctionStatus['aliases'][number];

/** A GetFunction for each version that an alias gives traffic: lists of versions do not tell their state. */
export async function readAliasStatus(
  name: FunctionName,
  aliases: readonly ObservedAlias[],
  { functions }: Pick<DeployDeps, 'functions'>,
): Promise<AliasStatus[]> {
  const numbers = [...new Set(aliases.flatMap((alias) => [alias.version, ...Object.keys(alias.weights)]))];
  const found = await Promise.all(numbers.map((version) => functions.get(name, version)));
  const versions = new Map(numbers.map((version, index) => [version, found[index]]));
  return aliases.map((alias) => {
    const main = versions.get(alias.version);
    const behind = [alias.version, ...Object.keys(alias.weights)].flatMap((one) => versions.get(one) ?? []);
    return {
      name: alias.name,
      version: alias.version,
      digest: main ? `sha256:${main.codeSha256}` : null,
      weights: { ...alias.weights },
      state: main?.state ?? null,
      problem: behind.map((version) => problemBehind(alias, version)).find((found) => found !== null) ?? null,
      rolledBackFrom: rolledBackFrom(alias) ?? null,
      shift: shiftOf(alias),
    };
  });
}

function shiftOf(alias: ObservedAlias): AliasStatus['shift'] {
  const half = halfShiftOf(alias);
  if (!half) return null;
  const { from, to, percent, setting } = half;
  return { from, to, percent, setting: renderShift(setting) };
}

/** An alias whose version has lost its image is helped by another version at once. */
function problemBehind({ name: alias }: ObservedAlias, version: ObservedFunction): StatusProblem | null {
  const problem = problemOf(version);
  if (!problem || !imageIsBroken(version)) return problem;
  const elsewhere = `Point it to another release: lading rollback ${version.name} --alias ${alias}`;
  return { ...problem, suggestions: [elsewhere, ...problem.suggestions] };
}

/** Null for a version that is well, or that only needs time. */
export function problemOf(observed: ObservedFunction): StatusProblem | null {
  const settlement = settlementOf(observed);
  if (settlement.kind !== 'failed' && settlement.kind !== 'inactive') return null;
  const { name, imageUri, stateReasonCode } = observed;
  const reasonCode = settlement.kind === 'failed' ? settlement.reasonCode : (stateReasonCode ?? 'Idle');
  const image = imageUri && { image: imageUri, repository: parseImageReference(imageUri).repository };
  const facts = { function: name, ...image };
  const { reason } = settlement;
  return { reasonCode, reason, suggestions: [...(diagnose(reason, reasonCode, facts)?.suggestions ?? [])] };
}

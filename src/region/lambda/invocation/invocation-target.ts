/** Finds what an invocation is of: the function, and the version that its qualifier leads to this time. */
import type { RegionSettings } from '../../service.js';
import { type FunctionReference, functionArn } from '../function-name.js';
import type { FunctionAlias, FunctionRecord, FunctionVersion } from '../function-record.js';
import { type FunctionStore, functionNotFound, versionOf } from '../function-store.js';

export interface InvocationTarget {
  readonly record: FunctionRecord;
  readonly version: FunctionVersion;
  /** As the caller named it. */
  readonly qualifier: string | undefined;
  /** With the caller's qualifier: what the function sees as its invoked ARN. */
  readonly arn: string;
}

export interface TargetDeps {
  readonly functions: FunctionStore;
  readonly settings: RegionSettings;
  /** A number from 0 up to 1: decides which version of a weighted alias takes an event. */
  readonly random: () => number;
}

/**
 * An alias with weights leads to its versions in their shares: https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
 * @throws WireError ResourceNotFoundException `Function not found: …:$LATEST`, with the qualifier where one was named
 */
export function requireTarget(
  { name, qualifier }: FunctionReference,
  { functions, settings, random }: TargetDeps,
): InvocationTarget {
  const record = functions.find(name);
  const alias = qualifier === undefined ? undefined : record?.aliases[qualifier];
  const wanted = alias ? routed(alias, random()) : (qualifier ?? '$LATEST');
  const version = record && versionOf(record, wanted);
  // Recorded with $LATEST where no qualifier was named.
  if (!record || !version) throw functionNotFound(functionArn(settings, name, qualifier ?? '$LATEST'));
  return { record, version, qualifier, arn: functionArn(settings, name, qualifier) };
}

function routed({ version, weights }: FunctionAlias, draw: number): string {
  let rest = draw;
  for (const [other, weight] of Object.entries(weights)) {
    if (rest < weight) return other;
    rest -= weight;
  }
  return version;
}

/** Finds the function, version or alias that an event source mapping calls. */
import { parseFunctionReference } from '../function-name.js';
import type { FunctionVersion } from '../function-record.js';
import { versionOf } from '../function-store.js';
import type { LambdaDeps } from '../lambda-deps.js';
import { invalid } from '../settings-rules.js';

export interface MappingTarget {
  readonly name: string;
  /** As it was named; absent for the function itself. */
  readonly qualifier?: string;
  readonly version: FunctionVersion;
}

/** @throws WireError InvalidParameterValueException 400, not ResourceNotFoundException, as recorded */
export function findTarget(text: string, deps: LambdaDeps): MappingTarget {
  const { name, qualifier } = parseFunctionReference(text, deps.settings);
  const record = deps.functions.find(name);
  const alias = qualifier === undefined ? undefined : record?.aliases[qualifier];
  const version = record && versionOf(record, alias?.version ?? qualifier ?? '$LATEST');
  if (!version) throw invalid('Function does not exist');
  return { name, version, ...(qualifier !== undefined && { qualifier }) };
}

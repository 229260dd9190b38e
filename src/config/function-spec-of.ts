/** One function's settings as the specification that plans are made from. */

import { parseAliasName, parseFunctionName } from '../domain/function-name.js';
import type { FunctionSpec } from '../domain/function-spec.js';
import type { FunctionSettings } from './config-file.js';

/** Where callers find the release that a deploy finished, and what a rollback moves back. */
const defaultAlias = 'live';

/** `key` is the function's name unless its settings give another. */
export function functionSpecOf(key: string, settings: FunctionSettings): FunctionSpec {
  const { name, role, architecture, alias, publish, tags, environmentMode, ...configuration } = settings;
  const versions = publish ?? true;
  const named = alias ?? (versions ? defaultAlias : false);
  const aliases = named === false ? [] : [named].flat().map(parseAliasName);
  return {
    key,
    name: parseFunctionName(name ?? key),
    architecture: architecture ?? 'x86_64',
    ...(role !== undefined && { role }),
    configuration,
    environmentMode: environmentMode ?? 'replace',
    publish: versions,
    aliases: [...new Set(aliases)],
    attachments: { ...(tags && { tags }) },
  };
}

/** One function's settings as the specification that plans are made from. */

import { parseAliasName, parseFunctionName } from '../domain/function-name.js';
import type { AliasName, FunctionSpec } from '../domain/function-spec.js';
import { attachmentsOf, splitSettings } from './attachment-settings.js';
import type { FunctionSettings } from './config-file.js';
import { rolloutOf, withoutRollout } from './rollout-settings.js';

/** Where callers find the release that a deploy finished, and what a rollback moves back. */
const defaultAlias = 'live';

/**
 * `key` is the function's name unless its settings give another. `written` is what the file says without the flags: with
 * --no-publish no alias is pointed, yet the URL and all that hangs on an alias stays on that of the file. `folder`: where
 * relative paths start.
 */
export function functionSpecOf(
  key: string,
  settings: FunctionSettings,
  written: FunctionSettings = settings,
  folder = '/',
): FunctionSpec {
  const { own, attachments } = splitSettings(withoutRollout(settings));
  const rollout = rolloutOf(settings, folder);
  const { name, role, architecture, alias: _alias, publish, environmentMode, ...configuration } = own;
  const aliases = aliasesOf(settings);
  const attachTo = aliases[0] ?? aliasesOf(written)[0];
  return {
    key,
    name: parseFunctionName(name ?? key),
    architecture: architecture ?? 'x86_64',
    ...(role !== undefined && { role }),
    configuration,
    environmentMode: environmentMode ?? 'replace',
    publish: publish ?? true,
    aliases,
    attachments: attachmentsOf(attachments),
    ...(rollout && { rollout }),
    ...(attachTo !== undefined && { attachTo }),
  };
}

/** The aliases that each deploy points; none without published versions. */
export function aliasesOf({ alias, publish }: FunctionSettings): AliasName[] {
  const named = alias ?? (publish === false ? false : defaultAlias);
  return named === false ? [] : [...new Set([named].flat().map(parseAliasName))];
}

/** From the file as it is written to the settings that hold: stage chosen, placeholders filled in, everything validated. */
import type { ConfigDocument } from './config-document.js';
import type { ConfigFile } from './config-file.js';
import { isRecord } from './is-record.js';
import type { Lookups } from './lookups.js';
import { createAnswerBook } from './placeholders/ask-sources.js';
import { putIn } from './placeholders/put-in.js';
import { offlineSources, onlineSources } from './placeholders/sources/sources.js';
import { configSchema } from './schema.js';
import type { SettingsScope } from './settings-scope.js';
import { createSettingsView } from './settings-view.js';

export interface ResolveOptions {
  /** `--stage`. */
  readonly stage?: string;
  /** `--region`, which is also where lookups go. */
  readonly region?: string;
  readonly scope: SettingsScope;
}

/**
 * Asks nobody over the network before everything is right that can be known without, and only for what the scope needs.
 * @throws CONFIG_INVALID and PLACEHOLDER_UNRESOLVED with every problem, USAGE for the stage, and what the services throw
 */
export async function resolveSettings(
  document: ConfigDocument,
  options: ResolveOptions,
  lookups: Lookups,
): Promise<ConfigFile> {
  const view = createSettingsView(document, options);
  const book = createAnswerBook();
  const offline = offlineSources(lookups, options.stage, document.folder);
  await book.fill(view.texts, offline, view.locate);
  const first = putIn(view.data, view.texts, book.answers);
  const checked = view.check(first);
  if (first.waiting.length === 0) return configSchema.parse(checked);
  const region = options.region ?? regionOf(first.data);
  const online = onlineSources(() => lookups.online(region));
  await book.fill(view.texts, { ...offline, ...online }, view.locate);
  return configSchema.parse(view.check(putIn(view.data, view.texts, book.answers)));
}

function regionOf(data: unknown): string | undefined {
  const region = isRecord(data) ? data.region : undefined;
  return typeof region === 'string' ? region : undefined;
}

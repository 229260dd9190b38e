/** Placeholders in settings that cannot have them, as far as that shows before anything is looked up. */
import type { LocatedProblem } from '../describe-issue.js';
import { renderPath, type SettingPath } from '../setting-path.js';
import type { FoundText } from './find-texts.js';
import { mayHoldSecret, readableSecret } from './secret-place.js';
import { type Placeholder, placeholdersOf, type SourceName } from './template.js';

const offline: ReadonlySet<SourceName> = new Set(['env', 'git', 'stage']);

export function misplacedPlaceholders(texts: readonly FoundText[]): LocatedProblem[] {
  return texts.flatMap(({ path, template }) => {
    const placeholders = placeholdersOf(template);
    const secrets = placeholders.filter(({ source }) => source === 'secret');
    if (secrets.length > 0 && !mayHoldSecret(path)) return [readableSecret(path, secrets)];
    const remote = placeholders.find(({ source }) => !offline.has(source));
    return path[0] === 'region' && remote ? [circular(path, remote)] : [];
  });
}

function circular(path: SettingPath, { shown }: Placeholder): LocatedProblem {
  return {
    path,
    problem: {
      path: renderPath(path),
      text: `holds ${shown}, and where that is looked up depends on the region`,
      suggestion: 'Use ${env:NAME}, ${stage} or a stage of its own for the region.',
    },
  };
}

/** What to call a value in an error when it came from a placeholder. */
import type { OriginOf } from '../describe-issue.js';
import { startsWith } from '../setting-path.js';
import type { FoundText } from './find-texts.js';
import { placeholdersOf } from './template.js';

/** Variables are where CI systems keep secrets, so that what they hold is not shown. */
export function originIn(texts: readonly FoundText[]): OriginOf {
  return (path) => {
    const template = texts.find((text) => startsWith(path, text.path))?.template;
    const placeholders = template ? placeholdersOf(template) : [];
    if (!placeholders.some(({ source }) => source === 'env')) return undefined;
    return `what ${placeholders.map(({ shown }) => shown).join(' and ')} gives (not shown)`;
  };
}

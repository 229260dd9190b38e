/** What Lambda refuses in the tags of functions and event source mappings. */
import { invalid } from './settings-rules.js';

const limits = { tags: 50, key: 128, value: 256 };

/**
 * @param tags all that the resource would have
 * @throws WireError InvalidParameterValueException 400
 */
export function requireTags(tags: Readonly<Record<string, string>>): void {
  const entries = Object.entries(tags);
  if (entries.length > limits.tags) throw invalid('Number of tags exceeds resource tag limit.');
  for (const [key, value] of entries) {
    if (key.toLowerCase().startsWith('aws:'))
      throw invalid('aws: prefixed tag key names are not allowed for external use.');
    if (key.length < 1 || key.length > limits.key)
      throw invalid(`Tag keys must have between 1 and ${limits.key} characters.`);
    if (value.length > limits.value)
      throw invalid(`Tag values must have at most ${limits.value} characters.`);
  }
}

/** The tags of a repository as a resource (not of its images): members and limits. */
import * as z from 'zod';
import { WireError } from '../wire/wire-error.js';

export const tagList = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));

const maximumTags = 50;

/**
 * The tags by key; of two with the same key the later counts.
 * @param existing what the repository has already
 * @throws WireError InvalidTagParameterException, TooManyTagsException
 */
export function checkTagList(
  tags: readonly { Key: string; Value: string }[],
  existing: Readonly<Record<string, string>> = {},
): Record<string, string> {
  for (const { Key, Value } of tags) {
    if (Key.length < 1 || Key.length > 128 || Value.length > 256) {
      const text = `Invalid parameter at 'tags' failed to satisfy constraint: 'Tag keys can have a maximum character length of 128 characters, and tag values can have a maximum length of 256 characters.'`;
      throw new WireError('InvalidTagParameterException', text, 400);
    }
  }
  const merged = { ...existing, ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) };
  if (Object.keys(merged).length > maximumTags) {
    const text = `The list of tags on the repository is over the limit. The maximum number of tags that can be applied to a repository is ${maximumTags}.`;
    throw new WireError('TooManyTagsException', text, 400);
  }
  return merged;
}

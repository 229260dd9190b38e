/** Tags of a function: those that the file names are so, all others stay. */
import type { AttachmentPlan } from './attachment-plan.js';
import { compareFields } from './compare-fields.js';

/** By name; `null` takes a tag away. */
export type TagsSetting = Readonly<Record<string, string | null>>;
export type ObservedTags = Readonly<Record<string, string>>;
export type TagsStep =
  | { readonly do: 'set'; readonly tags: ObservedTags }
  | { readonly do: 'remove'; readonly names: readonly string[] };

/** `observed` is missing for a new function, which is created with its tags: there is nothing to send then. */
export function planTags(
  desired: TagsSetting,
  observed: ObservedTags | undefined,
): AttachmentPlan<'tags', TagsStep> {
  if (!observed) {
    const changes = compareFields('tags', {}, tagsToSet(desired));
    return { kind: 'tags', action: changes.length > 0 ? 'create' : 'none', changes, steps: [] };
  }
  const changed = Object.entries(desired).filter(([name, value]) => (observed[name] ?? null) !== value);
  const set = tagsToSet(Object.fromEntries(changed));
  const removed = changed.flatMap(([name, value]) => (value === null ? [name] : []));
  return {
    kind: 'tags',
    action: changed.length > 0 ? 'update' : 'none',
    // An empty value is a value, which the comparison of fields would take for none.
    changes: changed.map(([name, value]) => ({
      path: `tags.${name}`,
      ...(observed[name] !== undefined && { from: observed[name] }),
      ...(value !== null && { to: value }),
    })),
    steps: [
      ...(Object.keys(set).length > 0 ? [{ do: 'set', tags: set } as const] : []),
      ...(removed.length > 0 ? [{ do: 'remove', names: removed } as const] : []),
    ],
  };
}

/** Those with a value, as CreateFunction and TagResource take them. */
export function tagsToSet(desired: TagsSetting): ObservedTags {
  return Object.fromEntries(
    Object.entries(desired).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}

/** Tags of a function. */
import type { Attachment } from './attachment.js';

export const tags: Attachment<'tags'> = {
  // GetFunction answers with them, so they cost nothing; without any it leaves them out.
  async observe(_desired, { view }) {
    const found = await view;
    return found && (found.latest.tags ?? {});
  },
  async apply(step, { spec, latest }, { deps }) {
    if (step.do === 'set') {
      await deps.attachments.tags.set(latest.arn, step.tags);
      return `tagged ${spec.name} (${Object.keys(step.tags).join(', ')})`;
    }
    await deps.attachments.tags.remove(latest.arn, step.names);
    return `removed tags from ${spec.name} (${step.names.join(', ')})`;
  },
};

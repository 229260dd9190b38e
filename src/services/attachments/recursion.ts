/** What Lambda does about a function that invokes itself in a loop. */
import type { Attachment } from './attachment.js';

export const recursion: Attachment<'recursion'> = {
  observe: (_desired, { spec }, ports) => ports.recursion.get(spec.name),
  async apply(step, { spec }, { deps }) {
    await deps.attachments.recursion.put(spec.name, step);
    return `set the recursion setting of ${spec.name} to ${step}`;
  },
};

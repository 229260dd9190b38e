/** Reserved concurrency of a function. */
import type { Attachment } from './attachment.js';

export const reservedConcurrency: Attachment<'reservedConcurrency'> = {
  // GetFunction answers with it, so it costs nothing.
  async observe(_desired, { view }) {
    return (await view)?.latest.reservedConcurrency ?? false;
  },
  async apply(step, { spec }, { deps }) {
    const { concurrency } = deps.attachments;
    if (step === false) {
      await concurrency.unreserve(spec.name);
      return `removed the reserved concurrency of ${spec.name}`;
    }
    await concurrency.reserve(spec.name, step);
    return `reserved a concurrency of ${step} for ${spec.name}`;
  },
};

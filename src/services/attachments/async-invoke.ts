/** What becomes of asynchronous invocations of a function. */
import { type Attachment, attachedTo } from './attachment.js';

export const asyncInvoke: Attachment<'asyncInvoke'> = {
  async observe(_desired, { spec }, ports) {
    return (await ports.asyncInvokes.get(spec.name, spec.attachTo)) ?? false;
  },
  async apply(step, { spec }, { deps }) {
    const { asyncInvokes } = deps.attachments;
    if (step === false) {
      await asyncInvokes.delete(spec.name, spec.attachTo);
      return `removed the asynchronous invocation settings of ${attachedTo(spec)}`;
    }
    await asyncInvokes.put(spec.name, spec.attachTo, step);
    return `changed the asynchronous invocation settings of ${attachedTo(spec)}`;
  },
};

/** Statements of a function's resource policy. */
import { type Attachment, attachedTo } from './attachment.js';

export const permissions: Attachment<'permissions'> = {
  observe: (_desired, { spec }, ports) => ports.policy.read(spec.name, spec.attachTo),
  async apply(step, { spec }, { deps }) {
    const { policy } = deps.attachments;
    if (step.do === 'remove') {
      await policy.remove(spec.name, spec.attachTo, step.statementId);
      return `removed permission ${step.statementId} from ${attachedTo(spec)}`;
    }
    await policy.add(spec.name, spec.attachTo, step.statementId, step.grant);
    return `added permission ${step.statementId} to ${attachedTo(spec)}`;
  },
};

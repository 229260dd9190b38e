/** The HTTPS address of a function. */
import { type Attachment, attachedTo } from './attachment.js';

export const functionUrl: Attachment<'functionUrl'> = {
  async observe(_desired, { spec }, ports) {
    const [url, statements] = await Promise.all([
      ports.urls.get(spec.name, spec.attachTo),
      ports.policy.read(spec.name, spec.attachTo),
    ]);
    return { ...(url && { url }), statements };
  },
  async apply(step, { spec }, { deps }) {
    const { urls, policy } = deps.attachments;
    const place = attachedTo(spec);
    switch (step.do) {
      case 'create':
        return `created ${await urls.create(spec.name, spec.attachTo, step.setting)} for ${place}`;
      case 'update':
        await urls.update(spec.name, spec.attachTo, step.change);
        return `changed the URL of ${place} (${Object.keys(step.change).join(', ')})`;
      case 'delete':
        await urls.delete(spec.name, spec.attachTo);
        return `deleted the URL of ${place}`;
      case 'allow':
        await policy.add(spec.name, spec.attachTo, step.statementId, step.grant);
        return `added permission ${step.statementId} to ${place}`;
      case 'disallow':
        await policy.remove(spec.name, spec.attachTo, step.statementId);
        return `removed permission ${step.statementId} from ${place}`;
    }
  },
};

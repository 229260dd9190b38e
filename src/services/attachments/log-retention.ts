/** How long the logs of a function are kept. */
import { logGroupOf } from '../../domain/attachments/log-retention.js';
import type { Attachment } from './attachment.js';

export const logRetention: Attachment<'logRetention'> = {
  async observe(_desired, { spec, view }, ports) {
    const found = await view;
    const group = logGroupOf(spec.name, spec.configuration, found?.latest.configuration);
    const kept = await ports.logGroups.get(group);
    return { group, exists: kept !== undefined, days: kept?.days ?? false };
  },
  async apply(step, { spec, latest }, { deps }) {
    const group = logGroupOf(spec.name, spec.configuration, latest.configuration);
    if (step.do === 'create-group') {
      await deps.attachments.logGroups.create(group);
      return `created log group ${group}`;
    }
    await deps.attachments.logGroups.retain(group, step.days);
    return step.days === false
      ? `removed the retention of log group ${group}`
      : `set the retention of log group ${group} to ${step.days} days`;
  },
};

/** The event source mappings of a function. */
import type { ObservedEventSource } from '../../domain/attachments/event-sources.js';
import { AppError } from '../../errors/app-error.js';
import type { ReleaseContext } from '../release-context.js';
import { type Attachment, attachedTo } from './attachment.js';

/** Milliseconds between looks at a mapping that is being deleted. */
const pause = 1_000;

export const eventSources: Attachment<'eventSources'> = {
  async observe(desired, { spec }, { eventSources: service }) {
    const listed = new Set(desired.map(({ arn }) => arn));
    const found = await service.list(spec.name, spec.attachTo);
    return Promise.all(
      found.map(async ({ mappingArn, ...mapping }): Promise<ObservedEventSource> => {
        // Only what might be removed has to be lading's own, so only there the question is worth a request.
        const candidate = !listed.has(mapping.arn) && mappingArn !== '' && mapping.state !== 'Deleting';
        return { ...mapping, madeByLading: candidate && (await service.isMadeByLading(mappingArn)) };
      }),
    );
  },
  async apply(step, { spec }, context) {
    const service = context.deps.attachments.eventSources;
    switch (step.do) {
      case 'create':
        if (step.after !== undefined) await awaitGone(step.after, step.setting.arn, context);
        await service.create(spec.name, spec.attachTo, step.setting);
        return `connected ${step.setting.arn} to ${attachedTo(spec)}`;
      case 'update':
        await service.update(step.uuid, step.arn, step.change);
        return `changed the event source mapping of ${step.arn} (${Object.keys(step.change).join(', ')})`;
      case 'delete':
        await service.delete(step.uuid, step.arn);
        return `disconnected ${step.arn} from ${attachedTo(spec)}`;
    }
  },
};

/** Lambda refuses a second mapping of a source until the first is gone. @throws WAIT_TIMEOUT */
async function awaitGone(
  uuid: string,
  arn: string,
  { deps, deadline, progress, signal }: ReleaseContext,
): Promise<void> {
  for (;;) {
    const found = await deps.attachments.eventSources.get(uuid);
    if (!found) return;
    if (deps.clock.now() >= deadline) {
      throw new AppError({
        code: 'WAIT_TIMEOUT',
        message: `The old event source mapping of ${arn} (${uuid}) is still ${found.state}, and a new one cannot be made before it is gone.`,
        suggestions: [`Look again: aws lambda get-event-source-mapping --uuid ${uuid}`],
        details: { uuid, arn, state: found.state },
      });
    }
    progress(`old event source mapping ${found.state}`);
    await deps.clock.sleep(pause, signal);
  }
}

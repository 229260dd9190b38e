/** The event source mappings of a function. */
import type { ObservedEventSource } from '../../domain/attachments/event-sources.js';
import { AppError } from '../../errors/app-error.js';
import type { ReleaseContext } from '../release-context.js';
import { type Attachment, attachedTo } from './attachment.js';
import { awaitEnd } from './await-end.js';

/** Shorter than the rest of its life; one that is being deleted is nobody's concern any more. */
const passing = new Set(['Creating', 'Enabling', 'Disabling', 'Updating']);

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
  /** A deploy that ended is one whose sources are read. @throws WAIT_TIMEOUT */
  settle({ spec }, context) {
    const look = async () => {
      const found = await context.deps.attachments.eventSources.list(spec.name, spec.attachTo);
      const busy = found.find(({ state }) => passing.has(state));
      return busy && `the mapping of ${busy.arn} is ${busy.state}`;
    };
    return awaitEnd(
      look,
      (what) => late(`The event sources of ${attachedTo(spec)} are not ready`, what),
      context,
    );
  },
};

/** Lambda refuses a second mapping of a source until the first is gone. @throws WAIT_TIMEOUT */
function awaitGone(uuid: string, arn: string, context: ReleaseContext): Promise<void> {
  const look = async () => {
    const found = await context.deps.attachments.eventSources.get(uuid);
    return found && `the old mapping of ${arn} is ${found.state}`;
  };
  return awaitEnd(look, (what) => late('No new mapping can be made', what), context);
}

function late(consequence: string, what: string): AppError {
  return new AppError({
    code: 'WAIT_TIMEOUT',
    message: `${consequence}: ${what}. Lambda goes on with it.`,
    suggestions: ['Deploy again later, or wait longer: --wait-timeout 20m'],
    details: { waitedFor: what },
  });
}

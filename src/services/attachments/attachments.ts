/** Looks at, and brings about, everything that hangs on a function and that the file mentions. */
import type {
  AnyAttachmentPlan,
  AttachmentKind,
  Desired,
  ObservedAttachments,
  PlanOf,
} from '../../domain/attachments/attachments.js';
import type { AttachmentPorts } from '../../ports/attachment-ports.js';
import type { ReleaseContext } from '../release-context.js';
import { asyncInvoke } from './async-invoke.js';
import type { Attached, Attachment, LookedAt } from './attachment.js';
import { eventSources } from './event-sources.js';
import { functionUrl } from './function-url.js';
import { logRetention } from './log-retention.js';
import { permissions } from './permissions.js';
import { provisionedConcurrency } from './provisioned-concurrency.js';
import { recursion } from './recursion.js';
import { reservedConcurrency } from './reserved-concurrency.js';
import { tags } from './tags.js';

const kinds: { readonly [K in AttachmentKind]: Attachment<K> } = {
  tags,
  recursion,
  logRetention,
  reservedConcurrency,
  provisionedConcurrency,
  asyncInvoke,
  permissions,
  functionUrl,
  eventSources,
};

/** All kinds at the same time; a kind that the file does not mention costs no request and is not in the result. */
export async function observeAttachments(
  subject: LookedAt,
  ports: AttachmentPorts,
): Promise<ObservedAttachments> {
  const wanted = (Object.keys(kinds) as AttachmentKind[]).filter(
    (kind) => subject.spec.attachments[kind] !== undefined,
  );
  const found = await Promise.all(wanted.map(async (kind) => [kind, await look(kind, subject, ports)]));
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/**
 * Takes the steps of all plans one after the other, each noted in the log of effects once it is done; no request for a plan
 * without steps. @throws FUNCTION_BUSY, FUNCTION_CHANGED_MEANWHILE, after which looking and planning again goes on where it stopped
 */
export async function applyAttachments(
  plans: readonly AnyAttachmentPlan[],
  subject: Attached,
  context: ReleaseContext,
): Promise<void> {
  for (const plan of plans) await apply<AttachmentKind>(plan, subject, context);
}

function look<K extends AttachmentKind>(kind: K, subject: LookedAt, ports: AttachmentPorts) {
  const attachment: Attachment<K> = kinds[kind];
  return attachment.observe(subject.spec.attachments[kind] as Desired<K>, subject, ports);
}

async function apply<K extends AttachmentKind>(
  { kind, steps }: PlanOf<K>,
  subject: Attached,
  context: ReleaseContext,
): Promise<void> {
  if (steps.length === 0) return;
  const attachment: Attachment<K> = kinds[kind];
  context.progress(kind);
  for (const step of steps) context.deps.effects.did(await attachment.apply(step, subject, context));
  await attachment.settle?.(subject, context);
}

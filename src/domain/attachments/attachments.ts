/** Everything that can hang on a function besides its own settings, kind by kind, and the plan for all of it. */
import type { AliasName } from '../function-spec.js';
import { type AsyncInvokeSetting, type AsyncInvokeStep, planAsyncInvoke } from './async-invoke.js';
import type { AttachmentPlan } from './attachment-plan.js';
import type { EventSourceSetting } from './event-source-setting.js';
import { type EventSourceStep, type ObservedEventSource, planEventSources } from './event-sources.js';
import {
  type FunctionUrlSetting,
  type FunctionUrlStep,
  type FunctionUrlView,
  planFunctionUrl,
} from './function-url.js';
import {
  type LogRetention,
  type LogRetentionStep,
  type ObservedLogRetention,
  planLogRetention,
} from './log-retention.js';
import type { ObservedStatement } from './permission-statement.js';
import { type PermissionSetting, type PermissionStep, planPermissions } from './permissions.js';
import {
  type ObservedProvisionedConcurrency,
  type ProvisionedConcurrency,
  planProvisionedConcurrency,
} from './provisioned-concurrency.js';
import { planRecursion, type Recursion } from './recursion.js';
import { planReservedConcurrency, type ReservedConcurrency } from './reserved-concurrency.js';
import { type ObservedTags, planTags, type TagsSetting, type TagsStep } from './tags.js';

interface Kind<Desired, Observed, Step> {
  readonly desired: Desired;
  readonly observed: Observed;
  readonly step: Step;
}

interface Kinds {
  tags: Kind<TagsSetting, ObservedTags, TagsStep>;
  recursion: Kind<Recursion, Recursion, Recursion>;
  logRetention: Kind<LogRetention, ObservedLogRetention, LogRetentionStep>;
  reservedConcurrency: Kind<ReservedConcurrency, ReservedConcurrency, ReservedConcurrency>;
  provisionedConcurrency: Kind<
    ProvisionedConcurrency,
    ObservedProvisionedConcurrency | false,
    ProvisionedConcurrency
  >;
  asyncInvoke: Kind<AsyncInvokeSetting | false, Required<AsyncInvokeSetting> | false, AsyncInvokeStep>;
  permissions: Kind<readonly PermissionSetting[], readonly ObservedStatement[], PermissionStep>;
  functionUrl: Kind<FunctionUrlSetting | false, FunctionUrlView, FunctionUrlStep>;
  eventSources: Kind<readonly EventSourceSetting[], readonly ObservedEventSource[], EventSourceStep>;
}

export type AttachmentKind = keyof Kinds;
export type Desired<K extends AttachmentKind> = Kinds[K]['desired'];
export type Observed<K extends AttachmentKind> = Kinds[K]['observed'];
export type Step<K extends AttachmentKind> = Kinds[K]['step'];
export type PlanOf<K extends AttachmentKind> = AttachmentPlan<K, Step<K>> & {
  /** The alias that it hangs on; missing where Lambda has it on the function as a whole, or there is no alias. */
  readonly alias?: AliasName;
};

/** Only what the file mentions. */
export type DesiredAttachments = { readonly [K in AttachmentKind]?: Desired<K> };
/** Only what was looked at. */
export type ObservedAttachments = { readonly [K in AttachmentKind]?: Observed<K> };
export type AnyAttachmentPlan = { [K in AttachmentKind]: PlanOf<K> }[AttachmentKind];

type Planner<K extends AttachmentKind> = (
  desired: Desired<K>,
  observed: Observed<K> | undefined,
) => AttachmentPlan<K, Step<K>>;

/** In the order of their application: limits and permissions before what brings events. */
const planners: { readonly [K in AttachmentKind]: Planner<K> } = {
  tags: planTags,
  recursion: planRecursion,
  logRetention: planLogRetention,
  reservedConcurrency: planReservedConcurrency,
  provisionedConcurrency: planProvisionedConcurrency,
  asyncInvoke: planAsyncInvoke,
  permissions: planPermissions,
  functionUrl: planFunctionUrl,
  eventSources: planEventSources,
};

/** What Lambda keeps for each alias and version apart; the rest belongs to the function as a whole. */
const perAlias: ReadonlySet<AttachmentKind> = new Set([
  'provisionedConcurrency',
  'asyncInvoke',
  'permissions',
  'functionUrl',
  'eventSources',
]);

/** One plan for each kind that is desired, in the order of application. */
export function planAttachments(
  desired: DesiredAttachments,
  observed: ObservedAttachments,
  alias: AliasName | undefined,
): AnyAttachmentPlan[] {
  const kinds = order(desired, observed).filter((kind) => desired[kind] !== undefined);
  return kinds.map((kind) => planOne(kind, desired, observed, alias) as AnyAttachmentPlan);
}

/** Whether a setting of the file is one of these. */
export function isAttachmentKind(name: string): name is AttachmentKind {
  return Object.hasOwn(planners, name);
}

/** Whether something desired hangs on the alias rather than on the function. */
export function needsAlias(desired: DesiredAttachments): boolean {
  return [...perAlias].some((kind) => desired[kind] !== undefined);
}

/** Lambda never lets less be reserved than is provisioned, so what is provisioned is lowered first. */
function order(desired: DesiredAttachments, observed: ObservedAttachments): AttachmentKind[] {
  const kinds = Object.keys(planners) as AttachmentKind[];
  const { reservedConcurrency: reserved } = desired;
  const { provisionedConcurrency: provisioned } = observed;
  const squeezed = typeof reserved === 'number' && provisioned && provisioned.requested > reserved;
  if (!squeezed) return kinds;
  const first: AttachmentKind = 'provisionedConcurrency';
  return [first, ...kinds.filter((kind) => kind !== first)];
}

function planOne<K extends AttachmentKind>(
  kind: K,
  desired: DesiredAttachments,
  observed: ObservedAttachments,
  alias: AliasName | undefined,
): PlanOf<K> {
  const plan: Planner<K> = planners[kind];
  return {
    ...plan(desired[kind] as Desired<K>, observed[kind] as Observed<K> | undefined),
    ...(alias !== undefined && perAlias.has(kind) && { alias }),
  };
}

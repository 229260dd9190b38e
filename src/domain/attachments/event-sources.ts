/** The event source mappings of a function; those that others made are changed where the file asks, and never removed. */
import type { JsonValue } from '../../errors/app-error.js';
import type { FieldChange } from '../field-change.js';
import type { AttachmentPlan } from './attachment-plan.js';
import { compareFields } from './compare-fields.js';
import { type EventSourceChange, type EventSourceSetting, sourceKindOf } from './event-source-setting.js';

export interface ObservedEventSource {
  readonly uuid: string;
  readonly arn: string;
  /** `Creating`, `Enabled`, `Disabled`, `Updating`, `Deleting`, …; unknown values verbatim. */
  readonly state: string;
  readonly setting: EventSourceChange;
  /** Asked for only where the file does not list the source: whether lading's tag is on it. */
  readonly madeByLading: boolean;
}

export type EventSourceStep =
  | {
      readonly do: 'create';
      readonly setting: EventSourceSetting;
      /** A mapping of the same source that is still being deleted, and has to be gone first. */
      readonly after?: string;
    }
  | {
      readonly do: 'update';
      readonly uuid: string;
      readonly arn: string;
      readonly change: EventSourceChange;
    }
  | { readonly do: 'delete'; readonly uuid: string; readonly arn: string };

interface PartPlan {
  readonly changes: readonly FieldChange[];
  readonly steps: readonly EventSourceStep[];
}

/** Mappings are told apart by the ARN of their source. */
export function planEventSources(
  desired: readonly EventSourceSetting[],
  observed: readonly ObservedEventSource[] = [],
): AttachmentPlan<'eventSources', EventSourceStep> {
  const live = observed.filter(({ state }) => state !== 'Deleting');
  const listed = new Set(desired.map(({ arn }) => arn));
  const dropped = live.filter(({ arn, madeByLading }) => madeByLading && !listed.has(arn));
  const parts = [
    ...dropped.map(planDeletion),
    ...desired.map((setting) => {
      const found = live.find(({ arn }) => arn === setting.arn);
      return found ? planUpdate(setting, found) : planCreation(setting, observed);
    }),
  ];
  const steps = parts.flatMap((part) => part.steps);
  return {
    kind: 'eventSources',
    action: actionOf(steps),
    changes: parts.flatMap((part) => part.changes),
    steps,
  };
}

function planDeletion({ uuid, arn }: ObservedEventSource): PartPlan {
  return { changes: [{ path: pathOf(arn), from: arn }], steps: [{ do: 'delete', uuid, arn }] };
}

function planCreation(setting: EventSourceSetting, observed: readonly ObservedEventSource[]): PartPlan {
  const leaving = observed.find(({ arn }) => arn === setting.arn);
  const shown = JSON.parse(JSON.stringify(setting)) as JsonValue;
  return {
    changes: [{ path: pathOf(setting.arn), to: shown }],
    steps: [{ do: 'create', setting, ...(leaving && { after: leaving.uuid }) }],
  };
}

function planUpdate(desired: EventSourceSetting, { uuid, arn, setting }: ObservedEventSource): PartPlan {
  const { arn: _arn, startingPosition: _start, startingPositionTimestamp: _time, ...wanted } = desired;
  const found = { ...defaultsOf(arn), ...setting };
  const differing = Object.entries(wanted).filter(
    ([name, value]) => compareFields('', found, { [name]: value }).length > 0,
  );
  if (differing.length === 0) return { changes: [], steps: [] };
  const change = Object.fromEntries(differing) as EventSourceChange;
  return {
    changes: compareFields(pathOf(arn), found, { ...change }),
    steps: [{ do: 'update', uuid, arn, change }],
  };
}

/** What Lambda uses where nothing was said, and leaves out of some answers. */
function defaultsOf(arn: string): EventSourceChange {
  return {
    batchSize: sourceKindOf(arn) === 'sqs' ? 10 : 100,
    maximumBatchingWindow: 0,
    parallelizationFactor: 1,
    maximumRecordAge: -1,
    maximumRetryAttempts: -1,
    tumblingWindow: 0,
  };
}

/** `sqs:orders`: kind and name, as ARNs are too long to read. */
function pathOf(arn: string): string {
  const [, , service, , , ...name] = arn.split(':');
  return `eventSources.${service ?? ''}:${name.join(':').replace(/^(?:stream|table)\//, '')}`;
}

function actionOf(steps: readonly EventSourceStep[]): 'create' | 'update' | 'delete' | 'none' {
  const kinds = new Set(steps.map((step) => step.do));
  const [only] = kinds;
  if (only === undefined) return 'none';
  return kinds.size === 1 ? only : 'update';
}

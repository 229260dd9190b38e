/** A function as Lambda reports it, and what its two status fields mean together. */
import type { Architecture } from './architecture.js';
import type { FunctionConfiguration } from './function-spec.js';

/** Lambda's `State`; unknown values are kept verbatim. */
export type LambdaState =
  | 'Pending'
  | 'Active'
  | 'Inactive'
  | 'Failed'
  | 'Deactivating'
  | 'Deactivated'
  | 'ActiveNonInvocable'
  | 'Deleting'
  | (string & {});
export type LastUpdateStatus = 'Successful' | 'Failed' | 'InProgress' | (string & {});

export interface ObservedFunction {
  readonly name: string;
  /** Unqualified ARN for `$LATEST`, qualified for a version or alias. */
  readonly arn: string;
  readonly version: string;
  readonly packageType: 'Image' | 'Zip';
  readonly architecture: Architecture;
  readonly configuration: FunctionConfiguration;
  /** Hex of the manifest digest for an image function. */
  readonly codeSha256: string;
  /** As given at deploy time; absent for Zip and in answers that omit code. */
  readonly imageUri?: string;
  readonly resolvedImageUri?: string;
  readonly revisionId: string;
  readonly lastModified: string;
  readonly state: LambdaState;
  readonly stateReason?: string;
  readonly stateReasonCode?: string;
  /** Absent right after CreateFunction. */
  readonly lastUpdateStatus?: LastUpdateStatus;
  readonly lastUpdateStatusReason?: string;
  readonly lastUpdateStatusReasonCode?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Executions; absent when none are reserved, and in answers about a configuration alone. */
  readonly reservedConcurrency?: number;
  /** Why Lambda could not show the variables (its key refused); `configuration.environment` is empty then, the function's is not. */
  readonly environmentError?: string;
}

export interface ObservedAlias {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  readonly description: string;
  /** Version → share of traffic, 0 to 1; empty when all traffic goes to `version`. */
  readonly weights: Readonly<Record<string, number>>;
  readonly revisionId: string;
}

/** `settled`: usable and quiet. `busy`: keep polling. `failed`: ends the wait at once. `inactive`: needs waking. */
export type Settlement =
  | { readonly kind: 'settled' }
  | { readonly kind: 'busy'; readonly what: string }
  | { readonly kind: 'inactive'; readonly reason: string }
  | {
      readonly kind: 'failed';
      readonly field: 'State' | 'LastUpdateStatus';
      readonly reasonCode: string;
      readonly reason: string;
    };

type StatusFields = Pick<
  ObservedFunction,
  | 'state'
  | 'stateReason'
  | 'stateReasonCode'
  | 'lastUpdateStatus'
  | 'lastUpdateStatusReason'
  | 'lastUpdateStatusReasonCode'
>;

/**
 * Reads both status fields together: State alone hides a failed update, LastUpdateStatus alone hides a Pending function,
 * and after CreateFunction it is absent. An update in progress goes before everything else, because it may be the repair of a
 * Failed function. A function whose image is gone is Failed, also where Lambda calls it Inactive: invoking does not wake it.
 * Unknown values count as busy, never as an end.
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
export function settlementOf(observed: StatusFields): Settlement {
  if (observed.lastUpdateStatus === 'InProgress') return { kind: 'busy', what: 'update InProgress' };
  if (observed.lastUpdateStatus === 'Failed') return failed(observed, 'LastUpdateStatus');
  if (observed.state === 'Failed' || imageIsBroken(observed)) return failed(observed, 'State');
  if (observed.state === 'Active' || observed.state === 'ActiveNonInvocable') {
    const status = observed.lastUpdateStatus;
    return status === undefined || status === 'Successful'
      ? { kind: 'settled' }
      : { kind: 'busy', what: `update ${status}` };
  }
  if (observed.state === 'Inactive') {
    return { kind: 'inactive', reason: observed.stateReason ?? observed.stateReasonCode ?? 'Idle' };
  }
  return { kind: 'busy', what: observed.state };
}

/** Whether the image that the function runs now can no longer be used, so that only other code can repair it (failures.md A16). */
export function imageIsBroken(observed: StatusFields): boolean {
  const broken = observed.state === 'Inactive' || observed.state === 'Failed';
  return broken && /^(Image|InvalidImage)/.test(observed.stateReasonCode ?? '');
}

function failed(observed: StatusFields, field: 'State' | 'LastUpdateStatus'): Settlement {
  const state = field === 'State';
  return {
    kind: 'failed',
    field,
    reasonCode: (state ? observed.stateReasonCode : observed.lastUpdateStatusReasonCode) ?? 'unknown',
    reason: (state ? observed.stateReason : observed.lastUpdateStatusReason) ?? 'Lambda gave no reason',
  };
}

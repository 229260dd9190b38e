/** The state of a function version as it follows from its last change and the clock. */
import { WireError } from '../wire/wire-error.js';
import type { ChangeFailure, FunctionVersion } from './function-record.js';

/** The status members of the API; the absent ones are omitted from answers. */
export interface StatusMembers {
  readonly State: 'Pending' | 'Active' | 'Failed' | 'Inactive' | 'Deleting';
  readonly StateReason?: string;
  readonly StateReasonCode?: string;
  readonly LastUpdateStatus?: 'InProgress' | 'Successful' | 'Failed';
  readonly LastUpdateStatusReason?: string;
  readonly LastUpdateStatusReasonCode?: string;
}

const creating = 'The function is being created.';
/** The words are ours, the code is Lambda's. */
const restoring: StatusMembers = {
  State: 'Pending',
  StateReason: 'The function is being restored.',
  StateReasonCode: 'Restoring',
};

/**
 * Create: Pending without LastUpdateStatus, then Active or Failed. Update: Active and InProgress, with the same reason text
 * and the code `Creating`, as AWS sends them, then Successful or Failed. Unused for long: Inactive, and Pending while it wakes.
 * https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
 */
export function statusOf(version: FunctionVersion, now: number): StatusMembers {
  const { change } = version;
  if (change?.kind === 'delete') return { State: 'Deleting' };
  const running = change !== undefined && now < change.endsAt;
  if (change?.kind === 'create') {
    if (running) return { State: 'Pending', StateReason: creating, StateReasonCode: 'Creating' };
    if (change.failure) return { ...failedState(change.failure), ...failedUpdate(change.failure) };
  }
  const state = running && change.kind === 'restore' ? restoring : restingState(version);
  if (change?.kind === 'update' && running) {
    return {
      ...state,
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: creating,
      LastUpdateStatusReasonCode: 'Creating',
    };
  }
  if (change?.failure) return { ...state, ...failedUpdate(change.failure) };
  return { ...state, LastUpdateStatus: 'Successful' };
}

function restingState({ imageDeleted, idle }: FunctionVersion): StatusMembers {
  if (imageDeleted)
    return {
      State: 'Inactive',
      StateReason: 'The function is trying to use a deleted image.',
      StateReasonCode: 'ImageDeleted',
    };
  if (!idle) return { State: 'Active' };
  return { State: 'Inactive', StateReason: 'The function is currently idle.', StateReasonCode: 'Idle' };
}

/** Whether the deletion of a function has ended. */
export function isGone({ change }: FunctionVersion, now: number): boolean {
  return change?.kind === 'delete' && now >= change.endsAt;
}

/** The RevisionId changes once more when a change has ended. */
export function revisionOf(version: FunctionVersion, now: number): string {
  const { change } = version;
  return change?.settledRevisionId !== undefined && now >= change.endsAt
    ? change.settledRevisionId
    : version.revisionId;
}

/** @throws WireError PreconditionFailedException 412 when the caller's RevisionId is not the current one */
export function requireRevision(
  current: string,
  given: string | undefined,
  call = 'GetFunction/GetAlias',
): void {
  if (given === undefined || given === current) return;
  throw new WireError(
    'PreconditionFailedException',
    `The Revision Id provided does not match the latest Revision Id. Call the ${call} API to retrieve the latest Revision Id`,
    412,
  );
}

/**
 * Refuses an operation while the function is being created or updated.
 * @throws WireError ResourceConflictException 409
 */
export function requireQuiet(version: FunctionVersion, arn: string, now: number): void {
  const status = statusOf(version, now);
  if (status.LastUpdateStatus === 'InProgress')
    throw conflict(`An update is in progress for resource: ${arn}`);
  if (status.State === 'Pending' || status.State === 'Deleting')
    throw conflict(`The function is currently in the following state: ${status.State}`);
}

/**
 * Refuses what only makes sense for a function that once worked.
 * @throws WireError ResourceConflictException 409
 */
export function requireNotFailed(version: FunctionVersion, arn: string, now: number): void {
  const { State, StateReasonCode, StateReason } = statusOf(version, now);
  if (State !== 'Failed') return;
  throw conflict(
    `The resource ${arn} is currently in the following state: 'Failed'. StateReasonCode: '${StateReasonCode}'. StateReason: '${StateReason}'`,
  );
}

function conflict(text: string): WireError {
  return new WireError(
    'ResourceConflictException',
    `The operation cannot be performed at this time. ${text}`,
    409,
  );
}

function failedState({ code, reason }: ChangeFailure): StatusMembers {
  return { State: 'Failed', StateReason: reason, StateReasonCode: code };
}

function failedUpdate({ code, reason }: ChangeFailure): Omit<StatusMembers, 'State'> {
  return { LastUpdateStatus: 'Failed', LastUpdateStatusReason: reason, LastUpdateStatusReasonCode: code };
}

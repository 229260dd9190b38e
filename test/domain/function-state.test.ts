import { describe, expect, it } from 'vitest';
import { settlementOf } from '../../src/domain/function-state.js';

type Status = Parameters<typeof settlementOf>[0];

const creating = { stateReasonCode: 'Creating', stateReason: 'The function is being created.' };
const deleted = {
  stateReasonCode: 'ImageDeleted',
  stateReason: 'The function is trying to use a deleted image.',
};
const denied = {
  lastUpdateStatusReasonCode: 'ImageAccessDenied',
  lastUpdateStatusReason: 'The function does not have permission to access the specified image.',
};

describe('settlementOf', () => {
  // failures.md 2.4, E5–E8 and A16.
  it.each<[string, Status, string]>([
    ['just created: no update status yet', { state: 'Pending', ...creating }, 'busy'],
    ['created', { state: 'Active', lastUpdateStatus: 'Successful' }, 'settled'],
    ['created, still without update status', { state: 'Active' }, 'settled'],
    ['not invocable on purpose', { state: 'ActiveNonInvocable', lastUpdateStatus: 'Successful' }, 'settled'],
    [
      'being updated',
      { state: 'Active', lastUpdateStatus: 'InProgress', lastUpdateStatusReasonCode: 'Creating' },
      'busy',
    ],
    [
      'update done but still waking',
      { state: 'Pending', lastUpdateStatus: 'Successful', stateReasonCode: 'Restoring' },
      'busy',
    ],
    ['update failed, old code serves', { state: 'Active', lastUpdateStatus: 'Failed', ...denied }, 'failed'],
    ['creation failed', { state: 'Failed', stateReasonCode: 'InvalidImage', stateReason: 'x' }, 'failed'],
    [
      'failed, and a repair is under way',
      { state: 'Failed', ...deleted, lastUpdateStatus: 'InProgress' },
      'busy',
    ],
    ['idle', { state: 'Inactive', stateReasonCode: 'Idle', lastUpdateStatus: 'Successful' }, 'inactive'],
    ['image gone', { state: 'Inactive', ...deleted, lastUpdateStatus: 'Successful' }, 'failed'],
    [
      'image gone, and a repair is under way',
      { state: 'Inactive', ...deleted, lastUpdateStatus: 'InProgress' },
      'busy',
    ],
    ['being deleted', { state: 'Deleting', lastUpdateStatus: 'Successful' }, 'busy'],
    ['being deactivated', { state: 'Deactivating', lastUpdateStatus: 'Successful' }, 'busy'],
    ['a state nobody knows', { state: 'SomethingNew', lastUpdateStatus: 'Successful' }, 'busy'],
    ['an update status nobody knows', { state: 'Active', lastUpdateStatus: 'Reticulating' }, 'busy'],
    ['no state at all', { state: '' }, 'busy'],
  ])('%s', (_what, status, kind) => {
    expect(settlementOf(status).kind).toBe(kind);
  });

  it('shows an unknown value verbatim', () => {
    expect(settlementOf({ state: 'SomethingNew' })).toEqual({ kind: 'busy', what: 'SomethingNew' });
    expect(settlementOf({ state: 'Active', lastUpdateStatus: 'Reticulating' })).toEqual({
      kind: 'busy',
      what: 'update Reticulating',
    });
  });

  // Every reason code of client-lambda 3.1164 that an update can end with, and one that does not exist yet.
  it.each([
    'EniLimitExceeded',
    'InsufficientRolePermissions',
    'InvalidConfiguration',
    'InternalError',
    'SubnetOutOfIPAddresses',
    'InvalidSubnet',
    'InvalidSecurityGroup',
    'ImageDeleted',
    'ImageAccessDenied',
    'InvalidImage',
    'KMSKeyAccessDenied',
    'KMSKeyNotFound',
    'InvalidStateKMSKey',
    'DisabledKMSKey',
    'EFSIOError',
    'EFSMountConnectivityError',
    'EFSMountFailure',
    'EFSMountTimeout',
    'InvalidRuntime',
    'InvalidZipFileException',
    'FunctionError',
    'FunctionError.InitTimeout',
    'FunctionError.RuntimeInitError',
    'FunctionError.ExtensionInitError',
    'FunctionError.TooManyExtensions',
    'FunctionError.InvalidEntryPoint',
    'FunctionError.InvalidWorkingDirectory',
    'FunctionError.PermissionDenied',
    'FunctionError.InitResourceExhausted',
    'ServiceQuotaExceededException',
    'VcpuLimitExceeded',
    'CapacityProviderScalingLimitExceeded',
    'InsufficientCapacity',
    'EC2RequestLimitExceeded',
    'DisallowedByVpcEncryptionControl',
    'DependencyError',
    'NeverSeenBefore',
  ])('%s is reported by its code and verbatim reason, in the field that failed', (code) => {
    const reason = `why ${code}`;
    const update = {
      state: 'Active',
      lastUpdateStatus: 'Failed',
      lastUpdateStatusReasonCode: code,
      lastUpdateStatusReason: reason,
    };
    expect(settlementOf(update)).toEqual({
      kind: 'failed',
      field: 'LastUpdateStatus',
      reasonCode: code,
      reason,
    });
    expect(settlementOf({ state: 'Failed', stateReasonCode: code, stateReason: reason })).toEqual({
      kind: 'failed',
      field: 'State',
      reasonCode: code,
      reason,
    });
  });

  it('names the update when both failed: it is the newer one', () => {
    expect(
      settlementOf({ state: 'Failed', ...deleted, lastUpdateStatus: 'Failed', ...denied }),
    ).toMatchObject({
      field: 'LastUpdateStatus',
      reasonCode: 'ImageAccessDenied',
    });
  });

  it('never leaves code or reason empty', () => {
    expect(settlementOf({ state: 'Failed' })).toMatchObject({
      reasonCode: 'unknown',
      reason: 'Lambda gave no reason',
    });
    expect(settlementOf({ state: 'Inactive' })).toEqual({ kind: 'inactive', reason: 'Idle' });
  });
});

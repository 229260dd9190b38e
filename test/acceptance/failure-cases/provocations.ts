/** How each recorded text is brought before the command line, and what it has to make of it. */
import type { ErrorCode } from '../../../src/errors/codes.js';

/**
 * Where the text comes from. `failed-create`, `failed-update`, `inactive`: the reason of a state, also for what AWS says of
 * invocations. `push`, `build`: the engine's stream; `ping`: its first answer. `manifest`: the registry, when a tag is put.
 */
export type Way =
  | 'read'
  | 'create'
  | 'code'
  | 'configuration'
  | 'version'
  | 'alias'
  | 'permission'
  | 'url'
  | 'concurrency'
  | 'event-source'
  | 'async-invoke'
  | 'failed-create'
  | 'failed-update'
  | 'inactive'
  | 'logs'
  | 'repository'
  | 'policy'
  | 'manifest'
  | 'push'
  | 'build'
  | 'ping';

export interface Provocation {
  readonly way: Way;
  readonly code: ErrorCode;
  /** The name of the error, where the text has none in front; for states the reason code. */
  readonly name?: string;
  readonly status?: number;
  /** Instead of the text, where the tool notices by itself. */
  readonly says?: string;
  /** Takes seconds, because such answers are retried: told once, as JSON. */
  readonly slow?: true;
}

const failed = (name: string, way: Way = 'failed-create'): Provocation => ({
  way,
  name,
  code: 'FUNCTION_FAILED',
});
const refused = (way: Way, code: ErrorCode, name?: string): Provocation => ({
  way,
  code,
  ...(name && { name }),
});
const invocation = failed('FunctionError');

/** By row of the failure catalogue; a list where its texts come from different places. */
export const provocations: Readonly<Record<string, Provocation | readonly Provocation[]>> = {
  A1: refused('create', 'IMAGE_UNSUITABLE'),
  A2: failed('InvalidImage'),
  A3: failed('InvalidImage', 'failed-update'),
  A6: failed('InvalidImage'),
  A7: refused('push', 'IMAGE_UNSUITABLE'),
  A8: refused('build', 'BUILD_FAILED'),
  A9: refused('create', 'IMAGE_NOT_FOUND'),
  A10: refused('create', 'REFERENCE_INVALID'),
  A16: failed('ImageDeleted', 'inactive'),
  A17: invocation,
  A18: invocation,
  A19: invocation,
  A20: failed('KMSKeyAccessDenied'),
  A21: [failed('DisabledKMSKey'), failed('KMSKeyNotFound'), failed('InvalidStateKMSKey')],
  A22: failed('InsufficientCapacity'),
  B0: refused('read', 'ACCESS_DENIED'),
  B1: refused('create', 'ACCESS_DENIED'),
  B2: failed('ImageAccessDenied', 'failed-update'),
  B4: refused('configuration', 'ROLE_UNUSABLE'),
  B5: refused('create', 'ROLE_UNUSABLE'),
  B6: refused('create', 'ACCESS_DENIED'),
  B7: refused('create', 'ROLE_UNUSABLE', 'AccessDeniedException'),
  B8: refused('create', 'CONFIG_INVALID', 'ValidationException'),
  B9: refused('create', 'ROLE_UNUSABLE'),
  B10: failed('KMSKeyAccessDenied'),
  B11: refused('create', 'CONFIG_INVALID'),
  C1: invocation,
  C2: failed('FunctionError.InvalidEntryPoint'),
  C3: failed('FunctionError.PermissionDenied'),
  C5: invocation,
  C7: failed('FunctionError.InvalidWorkingDirectory'),
  C8: failed('FunctionError.InvalidEntryPoint'),
  C9: invocation,
  C10: failed('FunctionError.InitResourceExhausted'),
  C12: invocation,
  C14: invocation,
  C15: invocation,
  C16: invocation,
  C22: invocation,
  C24: invocation,
  C25: invocation,
  D1: refused('code', 'REMOTE_REFUSED'),
  D2: refused('code', 'PACKAGE_TYPE_ZIP'),
  D3: refused('create', 'CONFIG_INVALID'),
  D5: refused('create', 'CONFIG_INVALID'),
  D6: refused('create', 'INTERNAL'),
  D8: refused('create', 'PACKAGE_TYPE_ZIP'),
  D9: refused('create', 'CONFIG_INVALID', 'ValidationException'),
  D10: refused('configuration', 'CONFIG_INVALID', 'ValidationException'),
  D11: refused('configuration', 'CONFIG_INVALID'),
  D12: refused('create', 'CONFIG_INVALID'),
  D13: refused('create', 'REFERENCE_INVALID', 'ValidationException'),
  D15: refused('create', 'CONFIG_INVALID'),
  D16: refused('configuration', 'CONFIG_INVALID'),
  D17: refused('configuration', 'CONFIG_INVALID'),
  D18: refused('concurrency', 'REMOTE_REFUSED'),
  D19: refused('alias', 'FUNCTION_NOT_FOUND', 'ResourceNotFoundException'),
  D20: refused('alias', 'FUNCTION_CHANGED_MEANWHILE'),
  // Where the function is there after all, it is updated instead: see conflicts.test.ts.
  D21: { ...refused('create', 'FUNCTION_NOT_FOUND'), says: 'disappeared while it was being waited for' },
  D22: refused('code', 'FUNCTION_NOT_FOUND'),
  D23: refused('code', 'REFERENCE_INVALID', 'ResourceNotFoundException'),
  D24: refused('code', 'FUNCTION_CHANGED_MEANWHILE'),
  D25: refused('version', 'FUNCTION_CHANGED_MEANWHILE'),
  D26: refused('alias', 'CONFIG_INVALID'),
  D28: refused('permission', 'REMOTE_REFUSED'),
  D29: refused('url', 'REMOTE_REFUSED'),
  D30: refused('configuration', 'CONFIG_INVALID', 'ValidationException'),
  D31: refused('permission', 'REMOTE_REFUSED'),
  E1: refused('code', 'FUNCTION_BUSY'),
  E2: refused('configuration', 'FUNCTION_BUSY', 'ResourceConflictException'),
  E3: refused('code', 'FUNCTION_FAILED', 'ResourceConflictException'),
  E12: [
    { way: 'create', code: 'THROTTLED', slow: true },
    { way: 'create', code: 'THROTTLED', slow: true },
    refused('push', 'THROTTLED'),
  ],
  E13: invocation,
  E14: refused('create', 'REMOTE_REFUSED'),
  E15: failed('EniLimitExceeded', 'failed-update'),
  E16: failed('SubnetOutOfIPAddresses', 'failed-update'),
  E17: refused('configuration', 'THROTTLED'),
  E18: invocation,
  E24: { way: 'create', code: 'REMOTE_UNAVAILABLE', slow: true },
  E25: refused('permission', 'REMOTE_REFUSED'),
  F1: [refused('push', 'REPOSITORY_NOT_FOUND'), refused('policy', 'REPOSITORY_NOT_FOUND')],
  F2: refused('push', 'PUSH_FAILED'),
  F3: refused('push', 'ACCESS_DENIED'),
  F4: refused('push', 'CREDENTIALS_REFUSED'),
  F5: refused('push', 'CREDENTIALS_REFUSED'),
  F6: [refused('push', 'TAG_IMMUTABLE'), refused('manifest', 'TAG_IMMUTABLE')],
  F7: refused('push', 'ACCESS_DENIED'),
  F8: refused('push', 'PUSH_FAILED'),
  F9: refused('push', 'ACCESS_DENIED'),
  F11: refused('manifest', 'IMAGE_NOT_FOUND', 'MANIFEST_UNKNOWN'),
  F12: refused('manifest', 'PUSH_FAILED'),
  F13: refused('repository', 'PUSH_FAILED'),
  F14: refused('repository', 'DIGEST_MISMATCH'),
  F17: refused('repository', 'REMOTE_REFUSED'),
  F18: refused('repository', 'IMAGE_NOT_FOUND'),
  F19: [
    refused('push', 'PUSH_FAILED'),
    refused('push', 'PUSH_FAILED'),
    refused('push', 'REMOTE_UNAVAILABLE'),
  ],
  F20: refused('push', 'IMAGE_NOT_FOUND'),
  F21: refused('repository', 'REMOTE_REFUSED'),
  F22: refused('push', 'PUSH_FAILED'),
  F24: refused('build', 'BUILD_FAILED'),
  G1: { ...refused('ping', 'ENGINE_UNREACHABLE'), says: 'no such socket' },
  G2: refused('ping', 'ENGINE_UNREACHABLE'),
  G3: refused('ping', 'ENGINE_UNREACHABLE'),
  G6: refused('build', 'BUILD_FAILED'),
  G7: refused('build', 'BUILD_FAILED'),
  G8: refused('build', 'BUILD_FAILED'),
  G9: refused('build', 'BUILD_FAILED'),
  G12: refused('build', 'BUILD_FAILED'),
  G13: refused('build', 'BUILD_FAILED'),
  G17: refused('build', 'BUILD_FAILED'),
  H1: refused('event-source', 'ROLE_UNUSABLE'),
  H2: refused('event-source', 'ROLE_UNUSABLE'),
  H3: refused('async-invoke', 'ROLE_UNUSABLE'),
  H4: refused('event-source', 'REMOTE_REFUSED'),
  H5: refused('event-source', 'FUNCTION_BUSY'),
  H6: refused('event-source', 'FUNCTION_CHANGED_MEANWHILE', 'ResourceConflictException'),
  L1: refused('logs', 'USAGE'),
  L2: refused('logs', 'REMOTE_REFUSED'),
};

/** The HTTPS address of a function, with the permissions that make a public one answer. */
import type { FieldChange } from '../field-change.js';
import type { AttachmentPlan } from './attachment-plan.js';
import { compareFields } from './compare-fields.js';
import type { ObservedStatement, PermissionGrant } from './permission-statement.js';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html */
export interface CorsSetting {
  readonly allowCredentials?: boolean;
  readonly allowHeaders?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowOrigins?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
}

export interface FunctionUrlSetting {
  readonly authType: 'NONE' | 'AWS_IAM';
  /** The whole of it; `{}` for none. Missing: as it is. */
  readonly cors?: CorsSetting;
  readonly invokeMode?: 'BUFFERED' | 'RESPONSE_STREAM';
}

export interface ObservedFunctionUrl {
  readonly address: string;
  readonly authType: string;
  readonly cors: CorsSetting;
  readonly invokeMode: string;
}

/** The URL and the policy that lets people use it, as read. */
export interface FunctionUrlView {
  readonly url?: ObservedFunctionUrl;
  readonly statements: readonly ObservedStatement[];
}

export type FunctionUrlStep =
  | { readonly do: 'create'; readonly setting: FunctionUrlSetting }
  | { readonly do: 'update'; readonly change: Partial<FunctionUrlSetting> }
  | { readonly do: 'delete' }
  | { readonly do: 'allow'; readonly statementId: string; readonly grant: PermissionGrant }
  | { readonly do: 'disallow'; readonly statementId: string };

/**
 * A public URL needs both: since October 2025 a new URL with only the first answers 403 (failures.md B12).
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
const publicGrants: Readonly<Record<string, PermissionGrant>> = {
  'lading-function-url': {
    principal: '*',
    action: 'lambda:InvokeFunctionUrl',
    functionUrlAuthType: 'NONE',
  },
  'lading-function-url-invoke': {
    principal: '*',
    action: 'lambda:InvokeFunction',
    invokedViaFunctionUrl: true,
  },
};

/** Statements of others that allow the same are enough, and stay when the URL is closed or deleted. */
export function planFunctionUrl(
  desired: FunctionUrlSetting | false,
  { url, statements }: FunctionUrlView = { statements: [] },
): AttachmentPlan<'functionUrl', FunctionUrlStep> {
  const kind = 'functionUrl';
  const access = planAccess(desired !== false && desired.authType === 'NONE', statements);
  const own = desired === false ? planDeletion(url) : planSetting(desired, url);
  const changes = [...own.changes, ...access.changes];
  const steps = [...own.steps, ...access.steps];
  if (steps.length === 0) return { kind, action: 'none', changes, steps };
  const action = desired === false ? 'delete' : url ? 'update' : 'create';
  return { kind, action, changes, steps };
}

interface PartPlan {
  readonly changes: readonly FieldChange[];
  readonly steps: readonly FunctionUrlStep[];
}

function planDeletion(url: ObservedFunctionUrl | undefined): PartPlan {
  if (!url) return { changes: [], steps: [] };
  return { changes: [{ path: 'functionUrl', from: url.address }], steps: [{ do: 'delete' }] };
}

function planSetting(desired: FunctionUrlSetting, url: ObservedFunctionUrl | undefined): PartPlan {
  const { authType, invokeMode, cors } = desired;
  const plain = compareFields('functionUrl', { ...url }, { authType, invokeMode });
  const corsChanges = cors ? compareCors(url?.cors ?? {}, cors) : [];
  const changes = [...plain, ...corsChanges];
  if (!url) return { changes, steps: [{ do: 'create', setting: desired }] };
  if (changes.length === 0) return { changes, steps: [] };
  const change = {
    ...(authType !== url.authType && { authType }),
    ...(invokeMode !== undefined && invokeMode !== url.invokeMode && { invokeMode }),
    ...(cors && corsChanges.length > 0 && { cors }),
  };
  return { changes, steps: [{ do: 'update', change }] };
}

const noCors: Required<CorsSetting> = {
  allowCredentials: false,
  allowHeaders: [],
  allowMethods: [],
  allowOrigins: [],
  exposeHeaders: [],
  maxAge: 0,
};

/** The settings belong together: what is not in the new ones is gone afterwards. Names of headers have no case. */
function compareCors(observed: CorsSetting, desired: CorsSetting): FieldChange[] {
  const whole = ({ allowHeaders = [], exposeHeaders = [], ...rest }: CorsSetting) => ({
    ...noCors,
    ...rest,
    allowHeaders: allowHeaders.map((name) => name.toLowerCase()),
    exposeHeaders: exposeHeaders.map((name) => name.toLowerCase()),
  });
  return compareFields('functionUrl.cors', whole(observed), whole(desired));
}

function planAccess(open: boolean, statements: readonly ObservedStatement[]): PartPlan {
  const entries = Object.entries(publicGrants);
  if (!open) {
    const removed = statements.filter(({ statementId }) => Object.hasOwn(publicGrants, statementId));
    return {
      changes: removed.map(({ statementId, grant }) => ({ path: pathOf(statementId), from: grant.action })),
      steps: removed.map(({ statementId }) => ({ do: 'disallow', statementId })),
    };
  }
  const missing = entries.filter(([, grant]) => !statements.some((found) => allows(found, grant)));
  return {
    changes: missing.map(([statementId, grant]) => ({ path: pathOf(statementId), to: grant.action })),
    steps: missing.map(([statementId, grant]) => ({ do: 'allow', statementId, grant })),
  };
}

function allows({ effect, narrower, grant }: ObservedStatement, wanted: PermissionGrant): boolean {
  if (effect !== 'Allow' || narrower || grant.principal !== '*' || grant.action !== wanted.action)
    return false;
  const { principal: _principal, action: _action, ...conditions } = grant;
  return Object.entries(conditions).every(([name, value]) => wanted[name as keyof PermissionGrant] === value);
}

function pathOf(statementId: string): string {
  return `functionUrl.permissions.${statementId}`;
}

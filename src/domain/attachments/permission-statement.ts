/** One statement of a function's resource policy: who may do what with it. */
import type { JsonValue } from '../../errors/app-error.js';
import { masked } from '../field-change.js';

/** In the words of AddPermission: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export interface PermissionGrant {
  /** A service (`s3.amazonaws.com`), an account, an ARN, or `*`. */
  readonly principal: string;
  /** `lambda:InvokeFunction`. */
  readonly action: string;
  readonly sourceArn?: string;
  /** Twelve digits. */
  readonly sourceAccount?: string;
  readonly principalOrgId?: string;
  /** What an Alexa skill must present; as good as a password. */
  readonly eventSourceToken?: string;
  readonly functionUrlAuthType?: 'NONE' | 'AWS_IAM';
  readonly invokedViaFunctionUrl?: boolean;
}

/** A statement as read. */
export interface ObservedStatement {
  readonly statementId: string;
  readonly effect: string;
  /** As far as AddPermission can express it. */
  readonly grant: PermissionGrant;
  /** It has a condition besides those of the grant. */
  readonly narrower: boolean;
}

/** The grant with its token hidden, for plans. */
export function showGrant({ eventSourceToken, ...shown }: PermissionGrant): { [name: string]: JsonValue } {
  return { ...shown, ...(eventSourceToken !== undefined && { eventSourceToken: masked }) };
}

/** Makes the policy statement that AddPermission stands for. */
import type { PolicyStatement } from './function-record.js';
import { invalid } from './settings-rules.js';

export interface PermissionRequest {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string | undefined;
  readonly SourceAccount?: string | undefined;
  readonly EventSourceToken?: string | undefined;
  readonly PrincipalOrgID?: string | undefined;
  readonly FunctionUrlAuthType?: string | undefined;
  readonly InvokedViaFunctionUrl?: boolean | undefined;
}

/**
 * https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 * @throws WireError InvalidParameterValueException 400 for a principal that is none, or a URL type on another action
 */
export function permissionStatement(request: PermissionRequest, resource: string): PolicyStatement {
  if (request.FunctionUrlAuthType && request.Action !== 'lambda:InvokeFunctionUrl') {
    throw invalid('FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action');
  }
  if (request.InvokedViaFunctionUrl !== undefined && request.Action !== 'lambda:InvokeFunction') {
    throw invalid('InvokedViaFunctionUrl is only supported for lambda:InvokeFunction action');
  }
  const condition = conditionOf(request);
  return {
    Sid: request.StatementId,
    Effect: 'Allow',
    Principal: principalOf(request.Principal),
    Action: request.Action,
    Resource: resource,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function principalOf(principal: string): unknown {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:[\w-]+:(?:iam|sts)::\d{12}:/.test(principal)) return { AWS: principal };
  if (/^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$|^[a-z0-9-]+\.alexa\.[a-z.]+$/.test(principal))
    return { Service: principal };
  throw invalid('The provided principal was invalid. Please check the principal and try again.');
}

function conditionOf(request: PermissionRequest): Record<string, Record<string, string>> {
  const equal = Object.fromEntries(
    Object.entries({
      'AWS:SourceAccount': request.SourceAccount,
      'lambda:FunctionUrlAuthType': request.FunctionUrlAuthType,
      'lambda:EventSourceToken': request.EventSourceToken,
      'aws:PrincipalOrgID': request.PrincipalOrgID,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return {
    ...(Object.keys(equal).length > 0 && { StringEquals: equal }),
    ...(request.SourceArn && { ArnLike: { 'AWS:SourceArn': request.SourceArn } }),
    ...(request.InvokedViaFunctionUrl !== undefined && {
      Bool: { 'lambda:InvokedViaFunctionUrl': String(request.InvokedViaFunctionUrl) },
    }),
  };
}

/** Resource policies of functions over Lambda. */
import type { FunctionPolicy } from '../../../ports/function-policy.js';
import { type LambdaCall, labelOf, onAlias, orMissing } from '../lambda-call.js';
import { readPolicy } from './policy-document.js';

/** https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export function functionPolicy(call: LambdaCall): FunctionPolicy {
  return {
    read: (name, alias) =>
      call(
        `Reading the policy of ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.GetPolicyCommand({ FunctionName: name, ...onAlias(alias) });
          const answer = await orMissing(client.send(command, options));
          return answer?.Policy === undefined ? [] : readPolicy(answer.Policy);
        },
      ),
    add: (name, alias, statementId, grant) =>
      call(
        `Adding permission ${statementId} to ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.AddPermissionCommand({
            FunctionName: name,
            ...onAlias(alias),
            StatementId: statementId,
            Action: grant.action,
            Principal: grant.principal,
            ...(grant.sourceArn !== undefined && { SourceArn: grant.sourceArn }),
            ...(grant.sourceAccount !== undefined && { SourceAccount: grant.sourceAccount }),
            ...(grant.principalOrgId !== undefined && { PrincipalOrgID: grant.principalOrgId }),
            ...(grant.eventSourceToken !== undefined && { EventSourceToken: grant.eventSourceToken }),
            ...(grant.functionUrlAuthType !== undefined && {
              FunctionUrlAuthType: grant.functionUrlAuthType,
            }),
            ...(grant.invokedViaFunctionUrl !== undefined && {
              InvokedViaFunctionUrl: grant.invokedViaFunctionUrl,
            }),
          });
          await client.send(command, options);
        },
      ),
    remove: (name, alias, statementId) =>
      call(
        `Removing permission ${statementId} from ${labelOf(name, alias)}`,
        { function: name },
        async ({ api, client }, options) => {
          const command = new api.RemovePermissionCommand({
            FunctionName: name,
            ...onAlias(alias),
            StatementId: statementId,
          });
          await orMissing(client.send(command, options));
        },
      ),
  };
}

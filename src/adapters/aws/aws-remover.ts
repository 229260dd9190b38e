/** Deletions over Lambda, ECR, IAM and CloudWatch Logs; what is gone already is no error. */
import type { Remover } from '../../ports/remover.js';
import { awsFailure } from './aws-failure.js';
import { readFault } from './aws-fault.js';
import type { AwsSession } from './aws-session.js';
import { deleteImages } from './delete-images.js';
import { ecrCall } from './ecr-call.js';
import { lambdaCall, orMissing } from './lambda-call.js';

const basicPolicy = 'policy/service-role/AWSLambdaBasicExecutionRole';
const gone = /^(?:NoSuchEntity|RepositoryNotFoundException|ResourceNotFoundException)/;

export function createRemover(session: AwsSession): Remover {
  return { ...lambdaMethods(session), ...ecrMethods(session), ...otherMethods(session) };
}

function lambdaMethods(session: AwsSession): Pick<Remover, 'deleteVersion' | 'deleteFunction'> {
  const call = lambdaCall(session);
  const remove = (doing: string, name: string, qualifier?: string) =>
    call(doing, { function: name }, async ({ api, client }, options) => {
      const command = new api.DeleteFunctionCommand({
        FunctionName: name,
        ...(qualifier && { Qualifier: qualifier }),
      });
      await orMissing(client.send(command, options));
    });
  return {
    deleteVersion: (name, version) =>
      remove(`Deleting version ${version} of function ${name}`, name, version),
    deleteFunction: (name) => remove(`Deleting function ${name}`, name),
  };
}

function ecrMethods(session: AwsSession): Pick<Remover, 'deleteImages' | 'deleteRepository'> {
  const call = ecrCall(session);
  return {
    deleteImages: deleteImages(call),
    deleteRepository: (name, force) =>
      call(`Deleting repository ${name}`, name, ({ api, client }, options) =>
        unlessGone(client.send(new api.DeleteRepositoryCommand({ repositoryName: name, force }), options)),
      ),
  };
}

function otherMethods(session: AwsSession): Pick<Remover, 'deleteRole' | 'deleteLogGroup'> {
  const { profile } = session.settings;
  return {
    async deleteRole(name) {
      const { api, client } = await session.iam();
      try {
        const attached = new api.ListAttachedRolePoliciesCommand({ RoleName: name });
        const { AttachedPolicies = [] } = await client.send(attached, session.sendOptions);
        for (const { PolicyArn } of AttachedPolicies.filter((policy) =>
          policy.PolicyArn?.endsWith(basicPolicy),
        ))
          await client.send(
            new api.DetachRolePolicyCommand({ RoleName: name, PolicyArn }),
            session.sendOptions,
          );
        await client.send(new api.DeleteRoleCommand({ RoleName: name }), session.sendOptions);
      } catch (error) {
        if (gone.test(readFault(error).name)) return;
        throw awsFailure(error, {
          service: 'IAM',
          doing: `Deleting role ${name}`,
          facts: { role: name },
          profile,
        });
      }
    },
    async deleteLogGroup(group) {
      const { api, client } = await session.logs();
      try {
        await unlessGone(
          client.send(new api.DeleteLogGroupCommand({ logGroupName: group }), session.sendOptions),
        );
      } catch (error) {
        throw awsFailure(error, {
          service: 'CloudWatch Logs',
          doing: `Deleting log group ${group}`,
          profile,
        });
      }
    },
  };
}

async function unlessGone(answer: Promise<unknown>): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (!gone.test(readFault(error).name)) throw error;
  }
}

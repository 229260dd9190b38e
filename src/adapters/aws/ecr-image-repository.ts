/** Repositories, their policies and registry tokens over ECR. */
import type { ImageRepository } from '../../ports/image-repository.js';
import { incompleteAnswer } from './aws-failure.js';
import type { AwsSession } from './aws-session.js';
import { type EcrCall, ecrCall } from './ecr-call.js';
import { lifecycleMethods } from './ecr-lifecycle.js';
import { apiMutability, apiScanning, observedRepository } from './ecr-settings.js';
import { readAuthorization } from './registry-authorization.js';
import { unlessFault } from './unless-fault.js';

export function createImageRepository(session: AwsSession): ImageRepository {
  const call = ecrCall(session);
  return {
    ...repositoryMethods(call),
    ...policyMethods(call),
    ...lifecycleMethods(call),
    pullThroughPrefixes: pullThroughPrefixes(call),
    beginUpload: beginUpload(call),
    authorize: authorize(call),
  };
}

function repositoryMethods(call: EcrCall): Pick<ImageRepository, 'describe' | 'create' | 'applySettings'> {
  const describe: ImageRepository['describe'] = (name, registryId) =>
    call(`Reading repository ${name}`, name, async ({ api, client }, options) => {
      const command = new api.DescribeRepositoriesCommand({
        repositoryNames: [name],
        ...(registryId && { registryId }),
      });
      const answer = await unlessFault(/^RepositoryNotFoundException$/, client.send(command, options));
      const found = answer?.repositories?.[0];
      return found && observedRepository(found);
    });
  return {
    describe,
    create: (name, settings) =>
      call(`Creating repository ${name}`, name, async ({ api, client }, options) => {
        const command = new api.CreateRepositoryCommand({
          repositoryName: name,
          ...apiMutability(settings),
          ...apiScanning(settings),
        });
        const answer = await unlessFault(/^RepositoryAlreadyExistsException$/, client.send(command, options));
        if (answer?.repository) return observedRepository(answer.repository);
        const raced = await describe(name);
        if (raced) return raced;
        throw incompleteAnswer('ECR', 'CreateRepository', 'a repository');
      }),
    applySettings: (name, settings) =>
      call(`Changing the settings of repository ${name}`, name, async ({ api, client }, options) => {
        const { imageTagMutability, ...filters } = apiMutability(settings);
        if (imageTagMutability) {
          await client.send(
            new api.PutImageTagMutabilityCommand({ repositoryName: name, imageTagMutability, ...filters }),
            options,
          );
        }
        const { imageScanningConfiguration } = apiScanning(settings);
        if (imageScanningConfiguration) {
          await client.send(
            new api.PutImageScanningConfigurationCommand({
              repositoryName: name,
              imageScanningConfiguration,
            }),
            options,
          );
        }
      }),
  };
}

function policyMethods(call: EcrCall): Pick<ImageRepository, 'readPolicy' | 'writePolicy'> {
  return {
    readPolicy: (name, registryId) =>
      call(`Reading the policy of repository ${name}`, name, async ({ api, client }, options) => {
        const command = new api.GetRepositoryPolicyCommand({
          repositoryName: name,
          ...(registryId && { registryId }),
        });
        return (await unlessFault(/^Repository(?:Policy)?NotFoundException$/, client.send(command, options)))
          ?.policyText;
      }),
    writePolicy: (name, policyText) =>
      call(`Writing the policy of repository ${name}`, name, async ({ api, client }, options) => {
        await client.send(new api.SetRepositoryPolicyCommand({ repositoryName: name, policyText }), options);
      }),
  };
}

/** An account has at most 50 rules, which fit one answer. */
function pullThroughPrefixes(call: EcrCall): ImageRepository['pullThroughPrefixes'] {
  return () =>
    call('Looking for pull through cache rules', undefined, async ({ api, client }, options) => {
      const answer = await client.send(new api.DescribePullThroughCacheRulesCommand({}), options);
      return (answer.pullThroughCacheRules ?? []).flatMap(
        ({ ecrRepositoryPrefix }) => ecrRepositoryPrefix ?? [],
      );
    });
}

/** What is begun and never completed is dropped by ECR. */
function beginUpload(call: EcrCall): ImageRepository['beginUpload'] {
  return (name) =>
    call(`Asking ECR for an upload to repository ${name}`, name, async ({ api, client }, options) => {
      await client.send(new api.InitiateLayerUploadCommand({ repositoryName: name }), options);
    });
}

function authorize(call: EcrCall): ImageRepository['authorize'] {
  return () =>
    call('Asking ECR for a registry token', undefined, async ({ api, client }, options) =>
      readAuthorization(await client.send(new api.GetAuthorizationTokenCommand({}), options)),
    );
}

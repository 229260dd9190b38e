/** Lifecycle policies of repositories over ECR. */
import type { ImageRepository } from '../../ports/image-repository.js';
import type { EcrCall } from './ecr-call.js';
import { unlessFault } from './unless-fault.js';

type LifecycleMethods = Pick<
  ImageRepository,
  'readLifecyclePolicy' | 'writeLifecyclePolicy' | 'deleteLifecyclePolicy'
>;

const none = /^(?:LifecyclePolicy|Repository)NotFoundException$/;

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html */
export function lifecycleMethods(call: EcrCall): LifecycleMethods {
  return {
    readLifecyclePolicy: (name) =>
      call(`Reading the lifecycle policy of repository ${name}`, name, async ({ api, client }, options) => {
        const command = new api.GetLifecyclePolicyCommand({ repositoryName: name });
        return (await unlessFault(none, client.send(command, options)))?.lifecyclePolicyText;
      }),
    writeLifecyclePolicy: (name, lifecyclePolicyText) =>
      call(`Writing the lifecycle policy of repository ${name}`, name, async ({ api, client }, options) => {
        const command = new api.PutLifecyclePolicyCommand({ repositoryName: name, lifecyclePolicyText });
        await client.send(command, options);
      }),
    deleteLifecyclePolicy: (name) =>
      call(`Deleting the lifecycle policy of repository ${name}`, name, async ({ api, client }, options) => {
        const command = new api.DeleteLifecyclePolicyCommand({ repositoryName: name });
        await unlessFault(none, client.send(command, options));
      }),
  };
}

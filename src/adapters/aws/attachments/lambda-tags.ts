/** Tags of functions over Lambda. */
import type { FunctionTags } from '../../../ports/function-tags.js';
import type { LambdaCall } from '../lambda-call.js';

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html */
export function functionTags(call: LambdaCall): FunctionTags {
  return {
    set: (arn, tags) =>
      call(`Tagging ${arn}`, { function: arn }, async ({ api, client }, options) => {
        await client.send(new api.TagResourceCommand({ Resource: arn, Tags: { ...tags } }), options);
      }),
    remove: (arn, names) =>
      call(`Removing tags from ${arn}`, { function: arn }, async ({ api, client }, options) => {
        await client.send(new api.UntagResourceCommand({ Resource: arn, TagKeys: [...names] }), options);
      }),
  };
}

/** Everything that can hang on a function, over one session. */
import type { AttachmentPorts } from '../../../ports/attachment-ports.js';
import type { AwsSession } from '../aws-session.js';
import { lambdaCall } from '../lambda-call.js';
import { asyncInvokes } from './lambda-async-invoke.js';
import { functionConcurrency } from './lambda-concurrency.js';
import { eventSources } from './lambda-event-sources.js';
import { functionUrls } from './lambda-function-urls.js';
import { functionPolicy } from './lambda-policy.js';
import { functionRecursion } from './lambda-recursion.js';
import { functionTags } from './lambda-tags.js';
import { logGroups } from './log-groups.js';

/** Every method is one request, and a list one for each page. */
export function createAttachmentPorts(session: AwsSession): AttachmentPorts {
  const call = lambdaCall(session);
  return {
    tags: functionTags(call),
    recursion: functionRecursion(call),
    concurrency: functionConcurrency(call),
    asyncInvokes: asyncInvokes(call),
    policy: functionPolicy(call),
    urls: functionUrls(call),
    eventSources: eventSources(call),
    logGroups: logGroups(session),
  };
}

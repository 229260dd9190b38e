/** Where everything that can hang on a function is read and changed. */
import type { AsyncInvokeService } from './async-invoke-service.js';
import type { EventSourceService } from './event-source-service.js';
import type { FunctionConcurrency } from './function-concurrency.js';
import type { FunctionPolicy } from './function-policy.js';
import type { FunctionRecursion } from './function-recursion.js';
import type { FunctionTags } from './function-tags.js';
import type { FunctionUrlService } from './function-url-service.js';
import type { LogGroupService } from './log-group-service.js';

export interface AttachmentPorts {
  readonly tags: FunctionTags;
  readonly recursion: FunctionRecursion;
  readonly concurrency: FunctionConcurrency;
  readonly asyncInvokes: AsyncInvokeService;
  readonly policy: FunctionPolicy;
  readonly urls: FunctionUrlService;
  readonly eventSources: EventSourceService;
  readonly logGroups: LogGroupService;
}

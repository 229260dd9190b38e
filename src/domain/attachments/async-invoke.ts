/** What becomes of asynchronous invocations: how often and how long they are tried, and where their results go. */
import type { AttachmentPlan } from './attachment-plan.js';
import { compareFields } from './compare-fields.js';

/** Missing keys stay as they are. */
export interface AsyncInvokeSetting {
  /** 0 to 2, after the first. */
  readonly maximumRetryAttempts?: number;
  /** Seconds. */
  readonly maximumEventAge?: number;
  /** ARN of a queue, topic, bus, function or bucket; `''` for none. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

export type AsyncInvokeStep = Required<AsyncInvokeSetting> | false;

/** What Lambda does with a function that has no such configuration. */
export const asyncInvokeDefaults: Required<AsyncInvokeSetting> = {
  maximumRetryAttempts: 2,
  maximumEventAge: 21_600,
  onSuccess: '',
  onFailure: '',
};

/**
 * The step is the whole configuration, since Lambda's Put replaces it: what the file does not mention comes from what is there.
 * https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
 */
export function planAsyncInvoke(
  desired: AsyncInvokeSetting | false,
  observed: Required<AsyncInvokeSetting> | false = false,
): AttachmentPlan<'asyncInvoke', AsyncInvokeStep> {
  const kind = 'asyncInvoke';
  if (desired === false) {
    if (observed === false) return { kind, action: 'none', changes: [], steps: [] };
    return { kind, action: 'delete', changes: [{ path: kind, from: { ...observed } }], steps: [false] };
  }
  const found = observed || asyncInvokeDefaults;
  const changes = compareFields(kind, { ...found }, { ...desired });
  if (changes.length === 0) return { kind, action: 'none', changes, steps: [] };
  const action = observed === false ? 'create' : 'update';
  return { kind, action, changes, steps: [{ ...found, ...desired }] };
}

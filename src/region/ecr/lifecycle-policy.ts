/** Reads lifecycle policies and refuses what ECR refuses. */
import * as z from 'zod';
import { invalidParameter } from './ecr-errors.js';
import type { LifecycleRule } from './lifecycle-evaluation.js';

const tagPatterns = z.array(z.string().min(1).max(128)).min(1);
const selection = z.strictObject({
  tagStatus: z.enum(['tagged', 'untagged', 'any']),
  tagPrefixList: tagPatterns.optional(),
  tagPatternList: tagPatterns.optional(),
  storageClass: z.enum(['standard', 'archive']).optional(),
  countType: z.enum(['imageCountMoreThan', 'sinceImagePushed', 'sinceImagePulled', 'sinceImageTransitioned']),
  countUnit: z.enum(['days']).optional(),
  countNumber: z.int().min(1),
});
const rule = z.strictObject({
  rulePriority: z.int().min(1),
  description: z.string().optional(),
  selection,
  action: z.strictObject({
    type: z.enum(['expire', 'transition']),
    targetStorageClass: z.enum(['archive']).optional(),
  }),
});
const policy = z.strictObject({ rules: z.array(rule).min(1).max(50) });

/** The member of requests that carries a policy. */
export const lifecyclePolicyText = z.string().min(100).max(30_720);

/**
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
 * @throws WireError InvalidParameterException naming the first thing that is wrong
 */
export function readLifecyclePolicy(text: string): { readonly rules: readonly LifecycleRule[] } {
  const json = parseJson(text);
  if (typeof json !== 'object' || json === null) refuse('Could not map policyString into LifecyclePolicy.');
  const result = policy.safeParse(json);
  if (!result.success) return refuse(problem(json, result.error.issues[0]));
  const priorities = result.data.rules.map(({ rulePriority }) => rulePriority);
  if (new Set(priorities).size < priorities.length) refuse('Rule priorities must be unique');
  for (const each of result.data.rules) checkSelection(each);
  checkCatchAll(result.data.rules);
  return result.data;
}

function checkSelection({
  selection: { tagStatus, tagPrefixList, tagPatternList, countType, countUnit },
}: z.infer<typeof rule>): void {
  const lists = Number(tagPrefixList !== undefined) + Number(tagPatternList !== undefined);
  if (tagStatus === 'tagged' && lists !== 1)
    refuse('tagPrefixList or tagPatternList must be specified for tagged images');
  if (tagStatus !== 'tagged' && lists > 0)
    refuse(`tagPrefixList and tagPatternList cannot be used with tagStatus ${tagStatus}`);
  const counted = countType === 'imageCountMoreThan';
  if (counted === (countUnit !== undefined))
    refuse('instance failed to match exactly one schema (matched 0 out of 2)');
}

function checkCatchAll(rules: readonly LifecycleRule[]): void {
  const last = Math.max(...rules.map(({ rulePriority }) => rulePriority));
  const early = rules.some(
    ({ selection, rulePriority }) => selection.tagStatus === 'any' && rulePriority < last,
  );
  if (early) refuse("a rule with tagStatus 'any' must have the highest rulePriority of the policy");
  if (rules.filter(({ selection }) => selection.tagStatus === 'untagged').length > 1) {
    refuse("only one rule may have tagStatus 'untagged'");
  }
}

/** The wording of the JSON schema validator that ECR shows (failures.md section 3.2). */
function problem(json: unknown, issue: z.core.$ZodIssue | undefined): string {
  const value = valueAt(json, issue?.path ?? []);
  if (issue?.code === 'unrecognized_keys') {
    return `object instance has properties which are not allowed by the schema: (${JSON.stringify(issue.keys)})`;
  }
  if (value === undefined)
    return `object has missing required properties (${JSON.stringify([issue?.path.at(-1)])})`;
  if (issue?.code === 'invalid_value') {
    return `instance value (${JSON.stringify(value)}) not found in enum (possible values: ${JSON.stringify(issue.values)})`;
  }
  if (issue?.code === 'too_small' && (issue.origin === 'number' || issue.origin === 'int')) {
    return `numeric instance is lower than the required minimum (minimum: ${issue.minimum}, found: ${value})`;
  }
  return `instance at /${issue?.path.join('/')} is not valid: ${issue?.message}`;
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[part];
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refuse(why: string): never {
  throw invalidParameter('LifecyclePolicyText', `Lifecycle policy validation failure: ${why}`);
}

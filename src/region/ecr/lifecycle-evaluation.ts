/** Decides which images a lifecycle policy would act on. Pure: the same policy, images and time give the same answer. */
import { matchesWildcard } from './wildcard.js';

export interface LifecycleRule {
  /** 1 is applied first. */
  readonly rulePriority: number;
  readonly selection: {
    readonly tagStatus: 'tagged' | 'untagged' | 'any';
    readonly tagPrefixList?: readonly string[] | undefined;
    readonly tagPatternList?: readonly string[] | undefined;
    readonly storageClass?: 'standard' | 'archive' | undefined;
    readonly countType:
      | 'imageCountMoreThan'
      | 'sinceImagePushed'
      | 'sinceImagePulled'
      | 'sinceImageTransitioned';
    /** Images, or days. */
    readonly countNumber: number;
  };
  readonly action: { readonly type: 'expire' | 'transition' };
}

export interface LifecycleImage {
  readonly digest: string;
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly pushedAt: number;
  readonly pulledAt?: number | undefined;
  /** An index that is kept refers to it, so it cannot go. */
  readonly referenced: boolean;
}

export interface LifecycleOutcome<T extends LifecycleImage> {
  readonly image: T;
  readonly rule: LifecycleRule;
}

const day = 24 * 60 * 60 * 1000;

/**
 * The images acted on, oldest first, each with the one rule that does. A rule counts every image that it selects, but never
 * acts on one that a rule of higher priority selects as well.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
 */
export function evaluateLifecycle<T extends LifecycleImage>(
  rules: readonly LifecycleRule[],
  images: readonly T[],
  now: number,
): LifecycleOutcome<T>[] {
  const outcomes: LifecycleOutcome<T>[] = [];
  const decided = new Set<T>();
  for (const rule of [...rules].sort((a, b) => a.rulePriority - b.rulePriority)) {
    const selected = images.filter((image) => isSelected(rule, image));
    for (const image of exceeding(rule, selected, now)) {
      if (!decided.has(image) && !image.referenced) outcomes.push({ image, rule });
    }
    for (const image of selected) decided.add(image);
  }
  return outcomes.sort((a, b) => a.image.pushedAt - b.image.pushedAt);
}

function isSelected({ selection }: LifecycleRule, { tags }: LifecycleImage): boolean {
  // No image here is ever archived.
  if (selection.storageClass === 'archive' || selection.countType === 'sinceImageTransitioned') return false;
  if (selection.tagStatus === 'any') return true;
  if (selection.tagStatus === 'untagged') return tags.length === 0;
  const { tagPrefixList = [], tagPatternList = [] } = selection;
  // Each prefix or pattern must be met by some tag of the image, not each tag by some prefix.
  return (
    tags.length > 0 &&
    tagPrefixList.every((prefix) => tags.some((tag) => tag.startsWith(prefix))) &&
    tagPatternList.every((pattern) => tags.some((tag) => matchesWildcard(pattern, tag)))
  );
}

function exceeding<T extends LifecycleImage>(
  { selection }: LifecycleRule,
  images: readonly T[],
  now: number,
): T[] {
  const { countType, countNumber } = selection;
  if (countType === 'imageCountMoreThan') {
    return [...images].sort((a, b) => b.pushedAt - a.pushedAt).slice(countNumber);
  }
  const since = ({ pushedAt, pulledAt = pushedAt }: T): number =>
    countType === 'sinceImagePulled' ? pulledAt : pushedAt;
  return images.filter((image) => now - since(image) > countNumber * day);
}

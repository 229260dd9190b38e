/** Reads ECR lifecycle policies as far as they delete images, and says which images would go. */

export interface LifecycleRule {
  /** 1 is applied first. */
  readonly priority: number;
  readonly description: string;
  readonly tagStatus: 'tagged' | 'untagged' | 'any';
  readonly prefixes: readonly string[];
  readonly patterns: readonly string[];
  readonly countType: string;
  /** Images, or days. */
  readonly countNumber: number;
  /** What happens to images: `expire` deletes them, `transition` archives them, where Lambda cannot read them either. */
  readonly action: string;
}

/** One image of a repository. */
export interface AgingImage {
  readonly digest: string;
  readonly tags: readonly string[];
  /** Milliseconds since the epoch. */
  readonly pushedAt: number;
}

export interface DoomedImage<T extends AgingImage> {
  readonly image: T;
  readonly rule: LifecycleRule;
}

const day = 24 * 60 * 60 * 1000;

/** Empty for a text that is no policy: ECR stores valid ones only. https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html */
export function parseLifecyclePolicy(text: string): LifecycleRule[] {
  const { rules } = record(parseJson(text));
  return (Array.isArray(rules) ? rules : []).map(parseRule).sort((a, b) => a.priority - b.priority);
}

/**
 * The images that go at this time, each with the rule that takes it. A rule counts every image that it selects, but takes none
 * that a rule of higher priority selects as well. By when an image was pulled is not judged: the repository does not tell here.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html#lp_evaluation_rules
 */
export function doomedImages<T extends AgingImage>(
  rules: readonly LifecycleRule[],
  images: readonly T[],
  now: number,
): DoomedImage<T>[] {
  const decided = new Set<T>();
  const doomed: DoomedImage<T>[] = [];
  for (const rule of rules) {
    const selected = images.filter((image) => selects(rule, image));
    for (const image of exceeding(rule, selected, now)) if (!decided.has(image)) doomed.push({ image, rule });
    for (const image of selected) decided.add(image);
  }
  return doomed;
}

/**
 * The rule that takes the image by its age alone, sooner or later; undefined when it may stay. Age since the last pull counts too:
 * Lambda keeps a copy of its own and pulls no image of a function that just runs.
 */
export function agingRule(rules: readonly LifecycleRule[], image: AgingImage): LifecycleRule | undefined {
  const rule = rules.find((candidate) => selects(candidate, image));
  return rule && /^sinceImagePu(?:shed|lled)$/.test(rule.countType) ? rule : undefined;
}

/**
 * The rule that takes the image once so many more images are pushed that it selects; undefined when no count decides, and for the
 * newest image: whoever pushes the next one moves the function on, too.
 */
export function pushesLeft<T extends AgingImage>(
  rules: readonly LifecycleRule[],
  images: readonly T[],
  image: T,
): { readonly rule: LifecycleRule; readonly pushes: number } | undefined {
  const rule = rules.find((candidate) => selects(candidate, image));
  if (rule?.countType !== 'imageCountMoreThan') return undefined;
  const newer = images.filter((other) => selects(rule, other) && other.pushedAt > image.pushedAt).length;
  return newer === 0 ? undefined : { rule, pushes: rule.countNumber - newer };
}

function selects({ tagStatus, prefixes, patterns }: LifecycleRule, { tags }: AgingImage): boolean {
  if (tagStatus === 'any') return true;
  if (tagStatus === 'untagged') return tags.length === 0;
  // Each prefix or pattern must be met by some tag of the image, not each tag by some prefix.
  return (
    tags.length > 0 &&
    prefixes.every((prefix) => tags.some((tag) => tag.startsWith(prefix))) &&
    patterns.every((pattern) => tags.some((tag) => matches(pattern, tag)))
  );
}

function exceeding<T extends AgingImage>(rule: LifecycleRule, images: readonly T[], now: number): T[] {
  if (rule.countType === 'imageCountMoreThan')
    return [...images].sort((a, b) => b.pushedAt - a.pushedAt).slice(rule.countNumber);
  if (rule.countType !== 'sinceImagePushed') return [];
  return images.filter(({ pushedAt }) => now - pushedAt > rule.countNumber * day);
}

function matches(pattern: string, tag: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`).test(tag);
}

function parseRule(value: unknown): LifecycleRule {
  const { rulePriority, description, selection, action } = record(value);
  const { tagStatus, tagPrefixList, tagPatternList, countType, countNumber } = record(selection);
  return {
    priority: Number(rulePriority),
    description: typeof description === 'string' ? description : '',
    tagStatus: tagStatus === 'tagged' || tagStatus === 'untagged' ? tagStatus : 'any',
    prefixes: words(tagPrefixList),
    patterns: words(tagPatternList),
    countType: String(countType),
    countNumber: Number(countNumber),
    action: String(record(action).type),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Which images that a function needs a lifecycle policy would take: ECR does not know about Lambda. Pure. */
import {
  type AgingImage,
  agingRule,
  doomedImages,
  type LifecycleRule,
  parseLifecyclePolicy,
  pushesLeft,
} from './lifecycle-policy.js';

/** An image that the function needs, as `status` reports it. */
export interface ExpiringImage {
  digest: string;
  /** `$LATEST` or numbers; those that aliases name first. */
  versions: string[];
  aliases: string[];
  rule: { priority: number; description: string; action: 'delete' | 'archive' };
  /**
   * `now`: with the policy's next evaluation, within a day. Otherwise so many days after its push or last pull, or once so many
   * more images are pushed that the rule selects.
   */
  when: 'now' | { days: number; after: 'push' | 'pull' } | { pushes: number };
}

/** One version, or `$LATEST`, that needs an image. */
export interface ImageNeed {
  readonly digest: string;
  readonly version: string;
  readonly aliases: readonly string[];
}

/** What is further away than so many pushes is not foretold: until then the function has most likely moved on. */
const foreseen = 10;

/** Images that an alias needs come first, then those that go first. `now` in milliseconds since the epoch. */
export function expiringImages(
  policy: string,
  images: readonly AgingImage[],
  needs: readonly ImageNeed[],
  now: number,
): ExpiringImage[] {
  const rules = parseLifecyclePolicy(policy);
  const doomed = new Map(doomedImages(rules, images, now).map(({ image, rule }) => [image.digest, rule]));
  const found = images.flatMap((image): ExpiringImage[] => {
    const own = needs.filter(({ digest }) => digest === image.digest);
    if (own.length === 0) return [];
    const due = doomed.get(image.digest);
    if (due) return [expiring(image, own, due, 'now')];
    const aging = agingRule(rules, image);
    if (aging) return [expiring(image, own, aging, ageOf(aging))];
    const counted = pushesLeft(rules, images, image);
    if (!counted || counted.pushes > foreseen) return [];
    return [expiring(image, own, counted.rule, { pushes: counted.pushes })];
  });
  return found.sort((a, b) => b.aliases.length - a.aliases.length || soonness(a) - soonness(b));
}

function ageOf({ countNumber, countType }: LifecycleRule): ExpiringImage['when'] {
  return { days: countNumber, after: countType === 'sinceImagePulled' ? 'pull' : 'push' };
}

/** Smaller is sooner; days and pushes do not compare, so that their order stays. */
function soonness({ when }: ExpiringImage): number {
  return when === 'now' ? 0 : 'pushes' in when ? when.pushes : 1;
}

function expiring(
  { digest }: AgingImage,
  needs: readonly ImageNeed[],
  rule: LifecycleRule,
  when: ExpiringImage['when'],
): ExpiringImage {
  const sorted = [...needs].sort((a, b) => b.aliases.length - a.aliases.length);
  const { priority, description } = rule;
  return {
    digest,
    versions: sorted.map(({ version }) => version),
    aliases: [...new Set(sorted.flatMap(({ aliases }) => aliases))],
    rule: { priority, description, action: rule.action === 'transition' ? 'archive' : 'delete' },
    when,
  };
}

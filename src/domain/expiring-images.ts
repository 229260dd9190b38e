/** Which images that a function needs a lifecycle policy would take: ECR does not know about Lambda. Pure. */
import {
  type AgingImage,
  agingRule,
  doomedImages,
  type LifecycleRule,
  parseLifecyclePolicy,
} from './lifecycle-policy.js';

/** An image that the function needs, as `status` reports it. */
export interface ExpiringImage {
  digest: string;
  /** `$LATEST` or numbers; those that aliases name first. */
  versions: string[];
  aliases: string[];
  rule: { priority: number; description: string; action: 'delete' | 'archive' };
  /** `now`: with the policy's next evaluation, within a day. Otherwise so many days after its push or last pull. */
  when: 'now' | { days: number; after: 'push' | 'pull' };
}

/** One version, or `$LATEST`, that needs an image. */
export interface ImageNeed {
  readonly digest: string;
  readonly version: string;
  readonly aliases: readonly string[];
}

/** Images that an alias needs come first. `now` in milliseconds since the epoch. */
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
    const rule = due ?? agingRule(rules, image);
    return rule ? [expiring(image, own, rule, due !== undefined)] : [];
  });
  return found.sort((a, b) => b.aliases.length - a.aliases.length);
}

function expiring(
  { digest }: AgingImage,
  needs: readonly ImageNeed[],
  rule: LifecycleRule,
  due: boolean,
): ExpiringImage {
  const sorted = [...needs].sort((a, b) => b.aliases.length - a.aliases.length);
  const { priority, description, countNumber, countType } = rule;
  return {
    digest,
    versions: sorted.map(({ version }) => version),
    aliases: [...new Set(sorted.flatMap(({ aliases }) => aliases))],
    rule: { priority, description, action: rule.action === 'transition' ? 'archive' : 'delete' },
    when: due ? 'now' : { days: countNumber, after: countType === 'sinceImagePulled' ? 'pull' : 'push' },
  };
}

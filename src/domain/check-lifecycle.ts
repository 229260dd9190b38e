/** Would the repository's lifecycle policy take an image that a function runs? ECR does not know about Lambda. */
import { asWarning, type Finding, unsuitable } from './finding.js';
import {
  type AgingImage,
  agingRule,
  doomedImages,
  type LifecycleRule,
  parseLifecyclePolicy,
} from './lifecycle-policy.js';

export interface LifecycleSubject {
  /** The policy as ECR stores it. */
  readonly policy: string;
  /** What is in the repository now. */
  readonly images: readonly AgingImage[];
  /** The image to be deployed: its digest where it is known, and the tags that it will have. */
  readonly deployed: { readonly digest: string | undefined; readonly tags: readonly string[] };
  /** Digest → who runs it, `resize version 3 (live)`; what matters most first. */
  readonly uses: ReadonlyMap<string, string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const named = 3;

/** Of images in use that go at once, also because this deploy adds one, and of the deployed one when only its age decides. */
export function checkLifecycle(subject: LifecycleSubject): Finding[] {
  const { images, deployed, uses, now } = subject;
  const rules = parseLifecyclePolicy(subject.policy);
  const stored = images.find(({ digest }) => digest === deployed.digest);
  const own: AgingImage = {
    digest: deployed.digest ?? 'new',
    tags: [...new Set([...(stored?.tags ?? []), ...deployed.tags])],
    pushedAt: stored?.pushedAt ?? now,
  };
  const others = images.filter((image) => image !== stored);
  const users = [...uses.keys()];
  const lost = doomedImages(rules, [...others, own], now)
    .filter(({ image }) => image === own || uses.has(image.digest))
    .sort((a, b) => users.indexOf(a.image.digest) - users.indexOf(b.image.digest));
  const aging = lost.some(({ image }) => image === own) ? undefined : agingRule(rules, own);
  return [...(lost.length > 0 ? [lostImages(lost, own, uses)] : []), ...(aging ? [agingImage(aging)] : [])];
}

function lostImages(
  lost: readonly { image: AgingImage; rule: LifecycleRule }[],
  own: AgingImage,
  uses: ReadonlyMap<string, string>,
): Finding {
  const list = lost.slice(0, named).map(({ image, rule }) => {
    const user = image === own ? 'the image of this deploy' : `the image of ${uses.get(image.digest)}`;
    return `${user} (${describe(rule)})`;
  });
  const more = lost.length > named ? ` and ${lost.length - named} more` : '';
  return asWarning(
    unsuitable(
      'A16',
      `The repository's lifecycle policy ${verb(lost[0]?.rule)} images in use: ${list.join(', ')}${more}. Lambda fails a function whose image is gone`,
      [
        'Let the policy keep more images than versions are in use, or select only tags that no function runs.',
        'Delete versions that nobody needs: lading prune',
        'Look at it: aws ecr get-lifecycle-policy --repository-name REPOSITORY',
      ],
    ),
  );
}

function agingImage(rule: LifecycleRule): Finding {
  return asWarning(
    unsuitable(
      'A16',
      `The repository's lifecycle policy ${verb(rule)} the image of this deploy ${rule.countNumber} days after its ${rule.countType === 'sinceImagePulled' ? 'last pull' : 'push'}, although it may still run then (${describe(rule)})`,
      [
        'Count images instead of days, or select only tags that no function runs.',
        'Look at it: aws ecr get-lifecycle-policy --repository-name REPOSITORY',
      ],
    ),
  );
}

function verb(rule: LifecycleRule | undefined): string {
  return rule?.action === 'transition' ? 'archives' : 'deletes';
}

function describe({ priority, description }: LifecycleRule): string {
  return `rule ${priority}${description && `, "${description}"`}`;
}

/** The lifecycle policy behind `repository.keepImages`, and how it is told from the rules of others. docs/decisions/keep-images.md says why it is so. */
import { inUsePrefix, unusedPrefix } from './image-marks.js';
import { type LifecycleRule, parseLifecyclePolicy } from './lifecycle-policy.js';

/** Images that stay besides those in use; `false` for no policy of lading's. */
export type KeepImages = number | false;

/** A repository's lifecycle policy as far as `keepImages` is concerned. */
export interface LifecycleView {
  /** Undefined when there are rules of lading's, but not as it writes them. */
  readonly keepImages: KeepImages | undefined;
  /** Whether there are rules that lading did not write. */
  readonly others: boolean;
}

const sign = 'lading: ';
/** More than a repository can hold, so that the rule protects and never deletes. */
const countless = 100_000;

/** The policy as text. Its first rule only protects: no rule after it may delete what it selects. */
export function renderKeepImages(count: number): string {
  return JSON.stringify({ rules: rulesOf(count) });
}

/** Rules are lading's by their description. */
export function readKeepImages(policy: string | undefined): LifecycleView {
  const rules = parseLifecyclePolicy(policy ?? '');
  const own = rules.filter(({ description }) => description.startsWith(sign));
  const others = own.length < rules.length;
  if (own.length === 0) return { keepImages: false, others };
  const count = own.flatMap(({ description }) => /keepImages (\d+)/.exec(description)?.[1] ?? [])[0];
  const wanted = count === undefined ? [] : parseLifecyclePolicy(renderKeepImages(Number(count)));
  const same = JSON.stringify(own.map(withoutPriority)) === JSON.stringify(wanted.map(withoutPriority));
  return { keepImages: same ? Number(count) : undefined, others };
}

/** Rules of others may stand between and around; the order among lading's own still counts. */
function withoutPriority({ priority: _priority, ...rule }: LifecycleRule) {
  return rule;
}

function rulesOf(count: number) {
  const action = { type: 'expire' };
  return [
    {
      rulePriority: 1,
      description: `${sign}images marked as in use stay`,
      selection: {
        tagStatus: 'tagged',
        tagPrefixList: [inUsePrefix],
        countType: 'imageCountMoreThan',
        countNumber: countless,
      },
      action,
    },
    {
      rulePriority: 2,
      description: `${sign}keepImages ${count}, images marked as unused go`,
      selection: {
        tagStatus: 'tagged',
        tagPrefixList: [unusedPrefix],
        countType: 'sinceImagePushed',
        countUnit: 'days',
        countNumber: 1,
      },
      action,
    },
  ];
}

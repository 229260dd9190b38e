/** Refuses `keepImages` where no lifecycle policy of it is safe, or where it would touch the rules of others. */
import { type KeepImages, type LifecycleView, renderKeepImages } from '../domain/keep-images.js';
import { otherAccounts } from '../domain/repository-policy.js';
import { AppError } from '../errors/app-error.js';

export interface KeptRepository {
  readonly policy: string | undefined;
  readonly lifecycle?: LifecycleView;
}

/** A policy that is as asked for already is not refused, whoever wrote the rules beside it. @throws KEEP_IMAGES_UNSAFE */
export function requireKeepable(
  name: string,
  wanted: KeepImages | undefined,
  { policy, lifecycle }: KeptRepository,
  account: string,
): void {
  if (wanted === undefined) return;
  const accounts = otherAccounts(policy, account);
  if (wanted !== false && accounts.length > 0) throw shared(name, accounts);
  if (lifecycle?.others && lifecycle.keepImages !== wanted) throw owned(name, wanted);
}

/** ECR knows one policy a repository, so adding a rule means to write those of others again. */
function owned(name: string, wanted: KeepImages): AppError {
  const look = `aws ecr get-lifecycle-policy --repository-name ${name}`;
  const message = `Repository ${name} has lifecycle rules that lading did not write, and ECR knows one policy a repository: keepImages would replace them. Nothing was changed.`;
  const suggestions =
    wanted === false
      ? [`Take out the rules whose description begins with "lading: " yourself: ${look}`]
      : [
          `Delete the others when nobody needs them: aws ecr delete-lifecycle-policy --repository-name ${name}`,
          `Or add these to them yourself, above any rule that selects all images (${look}): ${renderKeepImages(wanted)}`,
          'Or leave keepImages out of the configuration.',
        ];
  return new AppError({
    code: 'KEEP_IMAGES_UNSAFE',
    message,
    suggestions,
    details: { repository: name },
  });
}

function shared(name: string, accounts: readonly string[]): AppError {
  return new AppError({
    code: 'KEEP_IMAGES_UNSAFE',
    message: `Repository ${name} lets other accounts pull (${accounts.join(', ')}), and their functions cannot be seen from here: keepImages might delete what they run. Nothing was changed.`,
    suggestions: [
      'Leave keepImages out of the configuration.',
      'Delete images when you know what the others use: lading prune --ignore-other-accounts',
    ],
    details: { repository: name, accounts: [...accounts] },
  });
}

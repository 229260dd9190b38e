/** Turns desired and observed state into the plan, and refuses what can be known to fail before anything is changed. */
import { needsAlias } from '../domain/attachments/attachments.js';
import {
  type DeployPlan,
  type FunctionPlan,
  type FunctionTarget,
  type FunctionView,
  planDeploy,
  planFunction,
} from '../domain/deploy-plan.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import type { Digest } from '../domain/digest.js';
import type { FunctionSpec } from '../domain/function-spec.js';
import type { Tag } from '../domain/image-reference.js';
import { planRepository, type RepositoryPlan } from '../domain/repository-plan.js';
import { AppError } from '../errors/app-error.js';
import type { Candidate } from './candidate.js';
import type { ImageLookup } from './find-image.js';
import type { Observation } from './observe.js';
import { requireKeepable } from './require-keepable.js';

/**
 * `candidate` and `lookup` are missing when nothing was built.
 * @throws PACKAGE_TYPE_ZIP, USAGE when a new function has no role, ACCESS_DENIED when the repository's policy keeps Lambda out,
 * KEEP_IMAGES_UNSAFE
 */
export function makePlan(
  desired: DesiredDeployment,
  observed: Observation,
  candidate: Candidate | undefined,
  lookup: ImageLookup | undefined,
): DeployPlan {
  if (observed.repository?.lambdaAccess === 'denied') throw lambdaDenied(desired.repository.name);
  const repository = planOwnRepository(desired, observed);
  const digest = lookup?.present?.manifest.digest;
  const functions = desired.functions.map((spec) => planOne(spec, observed, digest, candidate !== undefined));
  const push = lookup !== undefined && (lookup.present === undefined || lookup.missingTags.length > 0);
  return planDeploy(
    repository,
    {
      action: lookup === undefined ? 'unknown' : push ? 'push' : 'none',
      tags: lookup ? tagsOf(lookup) : [],
      ...(digest && { digest }),
      ...(candidate?.facts.uncompressedBytes !== undefined && {
        uncompressedBytes: candidate.facts.uncompressedBytes,
      }),
    },
    functions,
  );
}

function tagsOf({ tag, missingTags, revisionTag }: ImageLookup): Tag[] {
  return [tag, ...missingTags, ...(revisionTag ? [revisionTag] : [])];
}

/** Another account's is used as it is. */
function planOwnRepository(
  { repository: { name, settings } }: DesiredDeployment,
  { repository: found, caller }: Observation,
): RepositoryPlan {
  if (found?.foreign) return { name, action: 'none', changes: [], addPolicy: false };
  if (!found) return planRepository({ name, ...settings }, undefined);
  requireKeepable(name, settings.keepImages, found, caller.account);
  return planRepository({ name, ...settings }, { ...found, keepImages: found.lifecycle?.keepImages });
}

/** The target of one function once the digest is known; without one, and nothing built, the code is taken to stay. */
export function functionTarget(
  spec: FunctionSpec,
  observed: Observation,
  digest: Digest | undefined,
): FunctionTarget {
  const role = spec.role === 'auto' ? observed.autoRoles[spec.name] : spec.role;
  return {
    spec,
    configuration: { ...(role !== undefined && { role }), ...spec.configuration },
    createRole: spec.role === 'auto' && role === undefined,
    ...(digest && { digest }),
  };
}

function planOne(
  spec: FunctionSpec,
  observed: Observation,
  digest: Digest | undefined,
  built: boolean,
): FunctionPlan {
  const view = observed.functions[spec.name];
  if (view?.latest.packageType === 'Zip') throw zipFunction(spec);
  if (!view && spec.role === undefined) throw roleNeeded(spec);
  if (view?.latest.environmentError && mergesEnvironment(spec)) throw environmentUnreadable(spec, view);
  const current = view && !built ? (`sha256:${view.latest.codeSha256}` as Digest) : undefined;
  const target = functionTarget(spec, observed, digest ?? current);
  const plan = planFunction(target, view, observed.attachments[spec.name]);
  requireAlias(spec, plan, view);
  return plan;
}

/** With --no-publish no alias is made; what hangs on one then needs it to be there. */
function requireAlias(spec: FunctionSpec, plan: FunctionPlan, view: FunctionView | undefined): void {
  const { attachTo, attachments } = spec;
  if (attachTo === undefined || !needsAlias(attachments)) return;
  if (plan.aliases.some(({ name }) => name === attachTo) || view?.aliases[attachTo]) return;
  throw new AppError({
    code: 'USAGE',
    message: `Function ${spec.name} has no alias ${attachTo} yet, which its URL, permissions, event sources and the like hang on, and --no-publish makes none. Nothing was changed.`,
    suggestions: [`Deploy once without --no-publish: lading deploy ${spec.key}`],
    details: { function: spec.name, alias: attachTo },
  });
}

function mergesEnvironment({ configuration, environmentMode }: FunctionSpec): boolean {
  return configuration.environment !== undefined && environmentMode === 'merge';
}

/** Lambda replaces all variables at once: merging into a set that cannot be read would wipe it. */
function environmentUnreadable(spec: FunctionSpec, { latest }: FunctionView): AppError {
  return new AppError({
    code: 'ACCESS_DENIED',
    message: `The environment of function ${spec.name} cannot be read (${latest.environmentError}), so nothing can be merged into it. Nothing was changed.`,
    suggestions: [
      'Allow kms:Decrypt on the function’s key to these credentials.',
      'Or give all variables: environmentMode: replace.',
    ],
    details: { function: spec.name },
  });
}

function zipFunction(spec: FunctionSpec): AppError {
  return new AppError({
    code: 'PACKAGE_TYPE_ZIP',
    message: `Function ${spec.name} exists with package type Zip, and Lambda never changes a function's package type. Nothing was changed.`,
    suggestions: [
      'Give the image function another name and move the callers (alias, URL, event sources) over.',
      `Or delete it first, which also loses its versions, aliases, URL, policy, event source mappings and reserved concurrency: aws lambda delete-function --function-name ${spec.name}`,
    ],
    details: { function: spec.name, packageType: 'Zip' },
  });
}

function lambdaDenied(repository: string): AppError {
  return new AppError({
    code: 'ACCESS_DENIED',
    message: `The policy of repository ${repository} has a Deny statement that keeps lambda.amazonaws.com from pulling, which no further statement can lift. Nothing was changed.`,
    suggestions: [
      `Look at it: aws ecr get-repository-policy --repository-name ${repository}`,
      'Take ecr:BatchGetImage and ecr:GetDownloadUrlForLayer for lambda.amazonaws.com out of the Deny.',
    ],
    details: { repository },
  });
}

function roleNeeded(spec: FunctionSpec): AppError {
  return new AppError({
    code: 'USAGE',
    message: `Function ${spec.name} does not exist yet, and a new function needs an execution role. Nothing was changed.`,
    suggestions: [
      'Let lading make one: role: auto (or --role auto).',
      'Or name one: --role arn:aws:iam::123456789012:role/NAME',
    ],
    details: { function: spec.name },
  });
}

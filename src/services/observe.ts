/** Reads everything a deploy has to know of the account, all at once; changes nothing. */
import type { ObservedAttachments } from '../domain/attachments/attachments.js';
import type { FunctionView } from '../domain/deploy-plan.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import type { FunctionSpec } from '../domain/function-spec.js';
import { type LifecycleView, readKeepImages } from '../domain/keep-images.js';
import { type LambdaAccess, lambdaAccess } from '../domain/repository-policy.js';
import { autoRoleName } from '../domain/role-name.js';
import type { CallerIdentity } from '../ports/identity.js';
import type {
  ImageRepository,
  ObservedRepository,
  RegistryAuthorization,
} from '../ports/image-repository.js';
import { observeForeignRepository } from './cross-account.js';
import type { DeployDeps } from './deploy-deps.js';
import { observeTarget, type TargetObservation } from './observe-target.js';

export interface RepositoryObservation extends ObservedRepository {
  readonly policy: string | undefined;
  readonly lambdaAccess: LambdaAccess;
  /** Only when `keepImages` is asked for. */
  readonly lifecycle?: LifecycleView;
  /** It belongs to another account, so it is used as it is. */
  readonly foreign?: true;
}

export interface Observation {
  readonly caller: CallerIdentity;
  readonly repository: RepositoryObservation | undefined;
  readonly authorization: RegistryAuthorization;
  /** By function name; missing when the function does not exist. */
  readonly functions: Readonly<Record<string, FunctionView>>;
  /** What hangs on each function, by its name, as far as the file mentions it. */
  readonly attachments: Readonly<Record<string, ObservedAttachments>>;
  /** ARNs of the roles of `role: auto` that exist already, by function name. */
  readonly autoRoles: Readonly<Record<string, string>>;
}

type ObserveDeps = Pick<DeployDeps, 'identity' | 'repositories' | 'functions' | 'attachments' | 'roles'>;

/** Costs, in parallel: identity, token, repository, its policy, two or three reads a function and those of its attachments. */
export async function observe(desired: DesiredDeployment, deps: ObserveDeps): Promise<Observation> {
  const asked = { caller: deps.identity.caller(), authorization: deps.repositories.authorize() };
  const [caller, authorization, repository, views] = await Promise.all([
    asked.caller,
    asked.authorization,
    observeRepository(desired, deps.repositories, asked),
    Promise.all(desired.functions.map((spec) => observeSpec(spec, deps))),
  ]);
  return {
    caller,
    authorization,
    repository,
    functions: byName(views.flatMap(({ name, view }) => (view ? [[name, view]] : []))),
    attachments: byName(views.map(({ name, attachments }) => [name, attachments])),
    autoRoles: byName(views.flatMap(({ name, role }) => (role ? [[name, role]] : []))),
  };
}

/** Whose it is has to be known first, but only for a reference that names an account. */
async function observeRepository(
  { repository: { name, registryId, settings } }: DesiredDeployment,
  repositories: ImageRepository,
  asked: { caller: Promise<CallerIdentity>; authorization: Promise<RegistryAuthorization> },
): Promise<RepositoryObservation | undefined> {
  if (registryId !== undefined) {
    const [caller, authorization] = await Promise.all([asked.caller, asked.authorization]);
    if (registryId !== caller.account)
      return observeForeignRepository(name, registryId, caller, authorization, repositories);
  }
  const managed = settings.keepImages !== undefined;
  const [repository, policy, lifecycle] = await Promise.all([
    repositories.describe(name),
    repositories.readPolicy(name),
    managed ? repositories.readLifecyclePolicy(name) : undefined,
  ]);
  return (
    repository && {
      ...repository,
      policy,
      lambdaAccess: lambdaAccess(policy, await asked.caller),
      ...(managed && { lifecycle: readKeepImages(lifecycle) }),
    }
  );
}

/** Without a prototype: a function may be called `constructor`. */
function byName<T>(entries: [string, T][]): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

async function observeSpec(
  spec: FunctionSpec,
  deps: ObserveDeps,
): Promise<TargetObservation & { name: string; role: string | undefined }> {
  const found = await observeTarget(spec, deps);
  const role = spec.role === 'auto' ? await findAutoRole(spec, found.view, deps) : undefined;
  return { ...found, name: spec.name, role };
}

/** A function that runs with its own role already answers the question without asking IAM. */
async function findAutoRole(
  spec: FunctionSpec,
  view: FunctionView | undefined,
  { roles }: ObserveDeps,
): Promise<string | undefined> {
  const name = autoRoleName(spec.name);
  const current = view?.latest.configuration.role;
  if (current?.endsWith(`:role/${name}`)) return current;
  return (await roles.get(name))?.arn;
}

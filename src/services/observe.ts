/** Reads everything a deploy has to know of the account, all at once; changes nothing. */
import type { AliasView, FunctionView } from '../domain/deploy-plan.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import type { AliasName, FunctionName, FunctionSpec } from '../domain/function-spec.js';
import { type LambdaAccess, lambdaAccess } from '../domain/repository-policy.js';
import { autoRoleName } from '../domain/role-name.js';
import type { FunctionService } from '../ports/function-service.js';
import type { CallerIdentity } from '../ports/identity.js';
import type {
  ImageRepository,
  ObservedRepository,
  RegistryAuthorization,
} from '../ports/image-repository.js';
import type { DeployDeps } from './deploy-deps.js';

export interface RepositoryObservation extends ObservedRepository {
  readonly policy: string | undefined;
  readonly lambdaAccess: LambdaAccess;
}

export interface Observation {
  readonly caller: CallerIdentity;
  readonly repository: RepositoryObservation | undefined;
  readonly authorization: RegistryAuthorization;
  /** By function name; missing when the function does not exist. */
  readonly functions: Readonly<Record<string, FunctionView>>;
  /** ARNs of the roles of `role: auto` that exist already, by function name. */
  readonly autoRoles: Readonly<Record<string, string>>;
}

type ObserveDeps = Pick<DeployDeps, 'identity' | 'repositories' | 'functions' | 'roles'>;

/** Costs, in parallel: identity, token, repository, its policy, and two or three reads a function. */
export async function observe(desired: DesiredDeployment, deps: ObserveDeps): Promise<Observation> {
  const [caller, authorization, repository, views] = await Promise.all([
    deps.identity.caller(),
    deps.repositories.authorize(),
    observeRepository(desired, deps.repositories),
    Promise.all(desired.functions.map((spec) => observeSpec(spec, deps))),
  ]);
  return {
    caller,
    authorization,
    repository: repository && { ...repository, lambdaAccess: lambdaAccess(repository.policy, caller) },
    functions: byName(views.flatMap(({ name, view }) => (view ? [[name, view]] : []))),
    autoRoles: byName(views.flatMap(({ name, role }) => (role ? [[name, role]] : []))),
  };
}

/** `$LATEST` and the aliases asked for, with the versions behind them; undefined when the function does not exist. */
export async function observeFunction(
  name: FunctionName,
  aliases: readonly AliasName[],
  functions: FunctionService,
): Promise<FunctionView | undefined> {
  const [latest, ...found] = await Promise.all([
    functions.get(name),
    ...aliases.map(async (alias): Promise<AliasView | undefined> => {
      const [pointer, target] = await Promise.all([
        functions.getAlias(name, alias),
        functions.get(name, alias),
      ]);
      return pointer && { alias: pointer, target };
    }),
  ]);
  if (!latest) return undefined;
  return {
    latest,
    aliases: Object.fromEntries(found.flatMap((view) => (view ? [[view.alias.name, view]] : []))),
  };
}

async function observeRepository(
  desired: DesiredDeployment,
  repositories: ImageRepository,
): Promise<(ObservedRepository & { policy: string | undefined }) | undefined> {
  const { name } = desired.repository;
  const [repository, policy] = await Promise.all([
    repositories.describe(name),
    repositories.readPolicy(name),
  ]);
  return repository && { ...repository, policy };
}

/** Without a prototype: a function may be called `constructor`. */
function byName<T>(entries: [string, T][]): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null), Object.fromEntries(entries));
}

async function observeSpec(
  spec: FunctionSpec,
  deps: ObserveDeps,
): Promise<{ name: string; view: FunctionView | undefined; role: string | undefined }> {
  const view = await observeFunction(spec.name, spec.aliases, deps.functions);
  return {
    name: spec.name,
    view,
    role: spec.role === 'auto' ? await findAutoRole(spec, view, deps) : undefined,
  };
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

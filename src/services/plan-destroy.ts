/** Looks what deploy made for these functions and what of it can go; changes nothing. */
import type { AliasName, FunctionName } from '../domain/function-spec.js';
import type { ObservedFunction } from '../domain/function-state.js';
import type { RepositoryName } from '../domain/image-reference.js';
import { once } from '../domain/once.js';
import { autoRoleName } from '../domain/role-name.js';
import type { Sharer } from '../ports/release-reader.js';
import type { DeployDeps } from './deploy-deps.js';

export interface DestroyRequest {
  readonly functions: readonly { readonly name: FunctionName; readonly aliases: readonly AliasName[] }[];
  readonly repository: RepositoryName;
  /** Also the repository's images. */
  readonly images: boolean;
  /** Also what the functions logged. */
  readonly logs: boolean;
}

/** One thing to delete. `begun`: its deletion is under way already, and is only waited for. */
export type Doomed =
  /** `name` is the ARN of the source. */
  | { readonly kind: 'event source'; readonly name: string; readonly uuid: string; readonly begun: boolean }
  | { readonly kind: 'function'; readonly name: FunctionName; readonly begun: boolean }
  | { readonly kind: 'role'; readonly name: string }
  | { readonly kind: 'log group'; readonly name: string }
  | { readonly kind: 'repository'; readonly name: RepositoryName; readonly images: number };

export interface DestroyPlan {
  /** In the order of deletion. */
  readonly doomed: readonly Doomed[];
  /** What stays although deploy may have made it, and why. */
  readonly kept: readonly { readonly what: string; readonly why: string }[];
}

type DestroyDeps = Pick<DeployDeps, 'functions' | 'roles' | 'releases' | 'catalogue' | 'attachments'>;

interface Scope {
  readonly logs: boolean;
  /** What functions that stay run with and log to; asked for once, and only when it matters. */
  readonly others: () => Promise<readonly Sharer[]>;
}

const nothing: DestroyPlan = { doomed: [], kept: [] };

/** Nothing at all is planned for what is gone already. */
export async function planDestroy(request: DestroyRequest, deps: DestroyDeps): Promise<DestroyPlan> {
  const going = new Set<string>(request.functions.map(({ name }) => name));
  const others = once(async () =>
    (await deps.releases.listSharers()).filter(({ functionName }) => !going.has(functionName)),
  );
  const scope = { logs: request.logs, others };
  const parts = await Promise.all([
    ...request.functions.map(({ name, aliases }) => planFunction(name, aliases, scope, deps)),
    planRepository(request, going, deps),
  ]);
  return together(parts);
}

function together(parts: readonly DestroyPlan[]): DestroyPlan {
  return { doomed: parts.flatMap(({ doomed }) => doomed), kept: parts.flatMap(({ kept }) => kept) };
}

async function planFunction(
  name: FunctionName,
  aliases: readonly AliasName[],
  scope: Scope,
  deps: DestroyDeps,
): Promise<DestroyPlan> {
  const found = await deps.functions.get(name);
  if (found?.packageType === 'Zip')
    return {
      doomed: [],
      kept: [{ what: `function ${name}`, why: 'its code is no image, so lading did not make it' }],
    };
  const [sources, role, logGroup] = await Promise.all([
    planEventSources(name, aliases, deps),
    planRole(name, scope, deps),
    planLogGroup(name, found, scope, deps),
  ]);
  const own = found && { kind: 'function' as const, name, begun: found.state === 'Deleting' };
  return together([sources, { doomed: own ? [own] : [], kept: [] }, role, logGroup]);
}

async function planEventSources(
  name: FunctionName,
  aliases: readonly AliasName[],
  { attachments: { eventSources } }: DestroyDeps,
): Promise<DestroyPlan> {
  const mappings = await Promise.all([undefined, ...aliases].map((alias) => eventSources.list(name, alias)));
  const parts = mappings.flat().map(async ({ uuid, arn, mappingArn, state }): Promise<DestroyPlan> => {
    if (await eventSources.isMadeByLading(mappingArn))
      return { doomed: [{ kind: 'event source', name: arn, uuid, begun: state === 'Deleting' }], kept: [] };
    return { doomed: [], kept: [{ what: `event source ${arn} of ${name}`, why: 'lading did not make it' }] };
  });
  return together(await Promise.all(parts));
}

/** A role that lading made for one function may have been given to another one since. */
async function planRole(name: FunctionName, { others }: Scope, { roles }: DestroyDeps): Promise<DestroyPlan> {
  const role = await roles.get(autoRoleName(name));
  if (!role) return nothing;
  const what = `role ${role.name}`;
  if (!role.madeByLading) return { doomed: [], kept: [{ what, why: 'lading did not make it' }] };
  const users = namesOf((await others()).filter(({ roleArn }) => roleArn === role.arn));
  if (users !== '') return { doomed: [], kept: [{ what, why: `other functions run with it: ${users}` }] };
  const added = await roles.addedPolicies(role.name);
  if (added.length > 0) {
    const why = `somebody gave it more policies: ${added.join(', ')}`;
    return { doomed: [], kept: [{ what, why }] };
  }
  return { doomed: [{ kind: 'role', name: role.name }], kept: [] };
}

async function planLogGroup(
  name: FunctionName,
  found: ObservedFunction | undefined,
  { logs, others }: Scope,
  { attachments }: DestroyDeps,
): Promise<DestroyPlan> {
  const group = found?.configuration.logging.logGroup ?? `/aws/lambda/${name}`;
  const what = `log group ${group}`;
  if (!logs) return { doomed: [], kept: found ? [{ what, why: 'only --logs deletes what was logged' }] : [] };
  if (!(await attachments.logGroups.get(group))) return nothing;
  const users = namesOf((await others()).filter(({ logGroup }) => logGroup === group));
  if (users !== '') return { doomed: [], kept: [{ what, why: `other functions log to it: ${users}` }] };
  return { doomed: [{ kind: 'log group', name: group }], kept: [] };
}

/** The repository goes when it is empty, or with --images when no other function runs one of its images. */
async function planRepository(
  { repository: name, images: withImages }: DestroyRequest,
  going: ReadonlySet<string>,
  { catalogue, releases }: DestroyDeps,
): Promise<DestroyPlan> {
  const images = await catalogue.listImages(name);
  const what = `repository ${name}`;
  if (!images) return nothing;
  if (images.length > 0 && !withImages) {
    const why = `it holds ${images.length} images; --images deletes them too`;
    return { doomed: [], kept: [{ what, why }] };
  }
  const stored = new Set<string>(images.map(({ digest }) => digest));
  const uses = images.length === 0 ? [] : await releases.listUses();
  const users = namesOf(
    uses.filter(({ functionName, digest }) => !going.has(functionName) && stored.has(digest)),
  );
  if (users !== '') return { doomed: [], kept: [{ what, why: `other functions run its images: ${users}` }] };
  return { doomed: [{ kind: 'repository', name, images: images.length }], kept: [] };
}

function namesOf(functions: readonly { readonly functionName: string }[]): string {
  return [...new Set(functions.map(({ functionName }) => functionName))].join(', ');
}

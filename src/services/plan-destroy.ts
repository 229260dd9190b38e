/** Looks what deploy made for these functions and what of it can go; changes nothing. */
import type { AliasName, FunctionName } from '../domain/function-spec.js';
import type { RepositoryName } from '../domain/image-reference.js';
import { autoRoleName } from '../domain/role-name.js';
import type { DeployDeps } from './deploy-deps.js';

export interface DestroyRequest {
  readonly functions: readonly { readonly name: FunctionName; readonly aliases: readonly AliasName[] }[];
  readonly repository: RepositoryName;
  /** Also the repository's images. */
  readonly images: boolean;
  /** Also what the functions logged. */
  readonly logs: boolean;
}

/** One thing to delete. */
export type Doomed =
  /** `name` is the ARN of the source. */
  | { readonly kind: 'event source'; readonly name: string; readonly uuid: string }
  | { readonly kind: 'function'; readonly name: FunctionName }
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

/** Nothing at all is planned for what is gone already. */
export async function planDestroy(request: DestroyRequest, deps: DestroyDeps): Promise<DestroyPlan> {
  const [own, repository] = await Promise.all([
    Promise.all(
      request.functions.map(({ name, aliases }) => planFunction(name, aliases, request.logs, deps)),
    ),
    planRepository(request, deps),
  ]);
  const parts = [...own, repository];
  return { doomed: parts.flatMap(({ doomed }) => doomed), kept: parts.flatMap(({ kept }) => kept) };
}

async function planFunction(
  name: FunctionName,
  aliases: readonly AliasName[],
  logs: boolean,
  { functions, roles, attachments }: DestroyDeps,
): Promise<DestroyPlan> {
  const [found, role, ...mappings] = await Promise.all([
    functions.get(name),
    roles.get(autoRoleName(name)),
    ...[undefined, ...aliases].map((alias) => attachments.eventSources.list(name, alias)),
  ]);
  const group = found?.configuration.logging.logGroup ?? `/aws/lambda/${name}`;
  const ours = role?.madeByLading ?? false;
  const sources = await Promise.all(
    mappings.flat().map(async ({ uuid, arn, mappingArn }) => ({
      doomed: { kind: 'event source' as const, name: arn, uuid },
      ours: await attachments.eventSources.isMadeByLading(mappingArn),
    })),
  );
  return {
    doomed: [
      ...sources.flatMap((source) => (source.ours ? [source.doomed] : [])),
      ...(found ? [{ kind: 'function' as const, name }] : []),
      ...(role && ours ? [{ kind: 'role' as const, name: role.name }] : []),
      ...(logs ? [{ kind: 'log group' as const, name: group }] : []),
    ],
    kept: [
      ...sources.flatMap((source) =>
        source.ours
          ? []
          : [{ what: `event source ${source.doomed.name} of ${name}`, why: 'lading did not make it' }],
      ),
      ...(role && !ours ? [{ what: `role ${role.name}`, why: 'lading did not make it' }] : []),
      ...(found && !logs ? [{ what: `log group ${group}`, why: 'only --logs deletes what was logged' }] : []),
    ],
  };
}

/** The repository goes when it is empty, or with --images when no other function runs one of its images. */
async function planRepository(
  { repository: name, functions, images: withImages }: DestroyRequest,
  { catalogue, releases }: DestroyDeps,
): Promise<DestroyPlan> {
  const images = await catalogue.listImages(name);
  const what = `repository ${name}`;
  if (!images) return { doomed: [], kept: [] };
  if (images.length > 0 && !withImages)
    return {
      doomed: [],
      kept: [{ what, why: `it holds ${images.length} images; --images deletes them too` }],
    };
  const going = new Set<string>(functions.map((item) => item.name));
  const stored = new Set<string>(images.map(({ digest }) => digest));
  const uses = images.length === 0 ? [] : await releases.listUses();
  const others = uses.filter(({ functionName, digest }) => !going.has(functionName) && stored.has(digest));
  const users = [...new Set(others.map(({ functionName }) => functionName))];
  if (users.length > 0)
    return { doomed: [], kept: [{ what, why: `other functions run its images: ${users.join(', ')}` }] };
  return { doomed: [{ kind: 'repository', name, images: images.length }], kept: [] };
}

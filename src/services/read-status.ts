/** How a function stands: its states, the digest it runs, and the digest that the tag names now. */
import { type Digest, parseDigest } from '../domain/digest.js';
import type { AliasName, FunctionName } from '../domain/function-spec.js';
import type { ObservedAlias } from '../domain/function-state.js';
import type { FunctionStatus } from '../domain/function-status.js';
import { parseImageReference, repositoryUriOf, type Tag } from '../domain/image-reference.js';
import type { DeployDeps } from './deploy-deps.js';
import { orUnknown, unknown } from './or-unknown.js';
import { problemOf, readAliasStatus } from './read-alias-status.js';
import { readStanding, type StandingDeps } from './read-standing.js';
import { readVersions } from './read-versions.js';

type StatusDeps = StandingDeps & Pick<DeployDeps, 'registry'>;

export interface StatusRequest {
  readonly name: FunctionName;
  /** Aliases that deploy points, or those that were named. */
  readonly aliases: readonly AliasName[];
  /** Only these aliases were asked for. */
  readonly aliasesNamed: boolean;
  /** The configuration knows the function, so that its aliases should exist. */
  readonly configured: boolean;
}

/** Reads only. @throws FUNCTION_NOT_FOUND */
export async function readStatus(request: StatusRequest, deps: StatusDeps): Promise<FunctionStatus> {
  const { name, aliases, aliasesNamed, configured } = request;
  const versions = await readVersions(name, deps);
  const { latest } = versions;
  const known = versions.aliases.map((alias) => alias.name);
  const [image, shown, standing] = await Promise.all([
    latest.packageType === 'Image' ? imageStatus(latest.codeSha256, latest.imageUri, deps) : null,
    readAliasStatus(name, chosen(versions.aliases, request), deps),
    readStanding(versions, deps),
  ]);
  return {
    name,
    arn: latest.arn,
    packageType: latest.packageType,
    architecture: latest.architecture,
    state: latest.state,
    lastUpdateStatus: latest.lastUpdateStatus ?? null,
    problem: problemOf(latest),
    image,
    aliases: shown,
    missingAliases: aliasesNamed || configured ? aliases.filter((alias) => !known.includes(alias)) : [],
    ...standing,
  };
}

/** Those that deploy points come first. */
function chosen(all: readonly ObservedAlias[], { aliases, aliasesNamed }: StatusRequest): ObservedAlias[] {
  const first = aliases.flatMap((wanted) => all.find(({ name }) => name === wanted) ?? []);
  return aliasesNamed ? first : [...first, ...all.filter((alias) => !first.includes(alias))];
}

async function imageStatus(
  codeSha256: string,
  uri: string | undefined,
  { repositories, registry }: StatusDeps,
): Promise<FunctionStatus['image']> {
  const digest = `sha256:${codeSha256}`;
  if (uri === undefined)
    return { digest, uri: null, present: null, tag: null, tagDigest: null, drift: false };
  const reference = parseImageReference(uri);
  const repository = repositoryUriOf(reference);
  const token = await orUnknown(repositories.authorize());
  const digestOf = async (name: Tag | Digest | undefined): Promise<string | undefined | typeof unknown> => {
    if (token === unknown) return unknown;
    if (name === undefined) return undefined;
    const stored = await orUnknown(registry.readManifest(repository, name, token.credentials));
    return stored === unknown ? unknown : stored?.digest;
  };
  const [own, tagged] = await Promise.all([digestOf(parseDigest(digest)), digestOf(reference.tag)]);
  const tagDigest = typeof tagged === 'string' ? tagged : null;
  return {
    digest,
    uri,
    present: own === unknown ? null : own !== undefined,
    tag: reference.tag ?? null,
    tagDigest,
    drift: tagDigest !== null && tagDigest !== digest,
  };
}

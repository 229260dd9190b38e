/** Reads images and their tags out of the tables. */
import type { Digest } from '../../domain/digest.js';
import type { EcrTables, ImageRow } from './ecr-tables.js';

export interface ImageIdentifier {
  readonly imageDigest?: string | undefined;
  readonly imageTag?: string | undefined;
}

/** Images of a repository in the order they were first pushed. */
export function listImages(tables: EcrTables, repository: string): ImageRow[] {
  const images = tables.images.entries().map(([, image]) => image);
  return images.filter((image) => image.repository === repository);
}

/** Tags of a repository and the digests they name, ordered by tag. */
export function listTags(tables: EcrTables, repository: string): [tag: string, digest: Digest][] {
  const prefix = `${repository}:`;
  const own = tables.tags.entries().filter(([key]) => key.startsWith(prefix));
  const tags = own.map(([key, digest]): [string, Digest] => [key.slice(prefix.length), digest]);
  return tags.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The tags of every tagged image of a repository, by digest. */
export function tagsByDigest(tables: EcrTables, repository: string): Map<Digest, string[]> {
  const tags = new Map<Digest, string[]>();
  for (const [tag, digest] of listTags(tables, repository))
    tags.set(digest, [...(tags.get(digest) ?? []), tag]);
  return tags;
}

/** By tag, by digest, or by both when they belong together; undefined otherwise. */
export function findImage(tables: EcrTables, repository: string, id: ImageIdentifier): ImageRow | undefined {
  const tagged = id.imageTag === undefined ? undefined : tables.tags.get(`${repository}:${id.imageTag}`);
  if (id.imageTag !== undefined && tagged === undefined) return undefined;
  if (id.imageDigest !== undefined && tagged !== undefined && tagged !== id.imageDigest) return undefined;
  return tables.images.get(`${repository}@${tagged ?? id.imageDigest}`);
}

/** Digests of the indexes that refer to a manifest. */
export function indexesOf(tables: EcrTables, repository: string, digest: string): Digest[] {
  const indexes = listImages(tables, repository).filter(({ children }) =>
    children.some((child) => child === digest),
  );
  return indexes.map((index) => index.digest);
}

/** Releases as a table. */
import { shortDigest } from '../domain/digest.js';
import type { Release } from '../domain/release.js';
import type { Paint } from './paint.js';
import { renderBytes } from './render-bytes.js';

const columns = ['VERSION', 'DIGEST', 'TAGS', 'GIT', 'TIME', 'BY', 'SIZE', 'ALIASES'] as const;
/** Of the tags of an image, unless all are asked for. */
const tagsShown = 2;

export interface ShownHistory {
  readonly name: string;
  readonly packageType: string;
  readonly releases: readonly Release[];
}

/** Newest first; an image that is gone is said so in place of its size. `long`: whole digests and every tag. */
export function renderHistory(
  { name, packageType, releases }: ShownHistory,
  paint: Paint,
  long: boolean,
): string {
  if (releases.length === 0) {
    const why = packageType === 'Zip' ? ': its code is a Zip file, and versions of those are not listed' : '';
    return `${name} has no published version of an image${why}.`;
  }
  const rows = releases.map((release) => rowOf(release, long));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  const heading = paint.faint(line(columns));
  return [
    paint.strong(name),
    heading,
    ...rows.map((row, index) => paintRow(line(row), releases[index], paint)),
  ].join('\n');
}

function rowOf(release: Release, long: boolean): string[] {
  const { version, digest, tags, git, time, by, imagePresent, compressedBytes, aliases } = release;
  const size =
    imagePresent === false ? 'image gone' : compressedBytes === null ? '?' : renderBytes(compressedBytes);
  const shown = long ? tags : tags.slice(0, tagsShown);
  return [
    version,
    long ? digest : shortDigest(digest),
    shown.join(',') + (tags.length > shown.length ? ',…' : ''),
    git ?? '-',
    time.slice(0, 19).replace('T', ' '),
    by ?? '-',
    size,
    aliases
      .map(({ name, weight }) => (weight === 1 ? name : `${name} ${Math.round(weight * 100)}%`))
      .join(' '),
  ];
}

function paintRow(text: string, release: Release | undefined, paint: Paint): string {
  if (release?.imagePresent === false) return paint.removed(text);
  return release && release.aliases.length > 0 ? paint.added(text) : text;
}

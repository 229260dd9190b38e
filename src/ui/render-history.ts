/** Releases as a table. */
import { shortDigest } from '../domain/digest.js';
import type { Release } from '../domain/release.js';
import type { Paint } from './paint.js';
import { renderBytes } from './render-bytes.js';

const columns = ['VERSION', 'DIGEST', 'TAGS', 'GIT', 'TIME', 'BY', 'SIZE', 'ALIASES'] as const;

/** Newest first; an image that is gone is said so in place of its size. */
export function renderHistory(name: string, releases: readonly Release[], paint: Paint): string {
  if (releases.length === 0) return `${name} has no published version.`;
  const rows = releases.map(rowOf);
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

function rowOf({
  version,
  digest,
  tags,
  git,
  time,
  by,
  imagePresent,
  compressedBytes,
  aliases,
}: Release): string[] {
  const size =
    imagePresent === false ? 'image gone' : compressedBytes === null ? '?' : renderBytes(compressedBytes);
  return [
    version,
    shortDigest(digest),
    tags.slice(0, 2).join(',') + (tags.length > 2 ? ',…' : ''),
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

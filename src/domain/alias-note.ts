/** What an alias remembers of its last move, in its description: the version that had its traffic before. */
import { withoutShiftNote } from './shift-note.js';

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html */
const longest = 256;
const own = /^lading: before this, version (\d+)$/;
const appended = / \[lading: before this, version (\d+)\]$/;

/**
 * The description with the note: alone, or behind the words of somebody else, which stay. Where both are too long there is no
 * note. A note on a shift is left out: whoever moves the alias ends it.
 */
export function rememberBefore(description: string, previous: string): string {
  const theirs = withoutShiftNote(description).replace(own, '').replace(appended, '');
  if (theirs === '') return `lading: before this, version ${previous}`;
  const noted = `${theirs} [lading: before this, version ${previous}]`;
  return noted.length <= longest ? noted : theirs;
}

/** The version named by `rememberBefore`; undefined for any other description. */
export function parseAliasNote(description: string): string | undefined {
  const text = withoutShiftNote(description);
  return (own.exec(text) ?? appended.exec(text))?.[1];
}

/** The version that an alias was taken back from by a rollback, and not moved since; undefined for any other alias. */
export function rolledBackFrom(alias: { version: string; description: string }): string | undefined {
  const before = parseAliasNote(alias.description);
  return before !== undefined && Number(before) > Number(alias.version) ? before : undefined;
}

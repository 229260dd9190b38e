/** Writes a text as one word of a command that can be copied into a shell. */

/** As it is where nothing in it means something to a POSIX shell, else in single quotes. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

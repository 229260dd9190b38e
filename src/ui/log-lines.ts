/** The lines of one entry of a log. */

/**
 * Without the last one's end. AWS's client for Python ends those of a traceback with carriage returns, so that they are one entry;
 * a terminal would write them one over the other.
 */
export function logLines(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r\n|\n|\r/);
}

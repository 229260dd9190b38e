/** Colour with a meaning, and none where it is not wanted. */
import { styleText } from 'node:util';

export interface Paint {
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
  readonly changed: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly strong: (text: string) => string;
}

/** Green adds, red removes, yellow changes; plain text unless the stream is a terminal that shows colour (https://no-color.org). */
export function createPaint(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const style = (format: Parameters<typeof styleText>[0]) =>
    usesColour(stream, env) ? (text: string) => styleText(format, text, unasked) : plain;
  return {
    added: style('green'),
    removed: style('red'),
    changed: style('yellow'),
    faint: style('dim'),
    strong: style('bold'),
  };
}

/** Whether a live display makes sense on this stream. */
export function isLive(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && env.TERM !== 'dumb' && !env.CI;
}

// Newer Node.js would look at stdout and the environment itself, and leave stderr without colour when stdout is a pipe.
const unasked = { validateStream: false };

/** Not where the user does not want it (https://no-color.org), nor where nobody would see it. */
export function usesColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return stream.isTTY === true && env.TERM !== 'dumb';
}

function plain(text: string): string {
  return text;
}

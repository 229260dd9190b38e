/** A colour for each invocation, so that lines of several at once can be told apart. */
import { styleText } from 'node:util';
import { usesColour } from './paint.js';

/** The same id gets the same colour in every run. */
export type RequestPaint = (requestId: string | undefined, text: string) => string;

/** Without red and yellow, which say that something is wrong. */
const palette = [
  'cyan',
  'magenta',
  'green',
  'blue',
  'cyanBright',
  'magentaBright',
  'greenBright',
  'blueBright',
] as const;

const unasked = { validateStream: false };

export function createRequestPaint(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): RequestPaint {
  if (!usesColour(stream, env)) return (_, text) => text;
  return (requestId, text) =>
    requestId === undefined
      ? styleText('dim', text, unasked)
      : styleText(palette[hash(requestId) % palette.length] ?? 'cyan', text, unasked);
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}

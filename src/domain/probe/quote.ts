/** Words of a program, made fit to be shown. */
import { stripVTControlCharacters } from 'node:util';
import { redact } from '../../errors/redact.js';

/** What is not text: control characters (but line ends and tabs), and marks that turn the direction of writing. */
const unprintable = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu;

/** Without secrets, and without anything that would steer the terminal on which it is shown. */
export function quote(text: string): string {
  return redact(printable(text));
}

/** The same for what is redacted where it is written. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replace(unprintable, '');
}

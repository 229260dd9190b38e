/** A text with `${…}` placeholders, taken apart. */
import { nearest } from '../nearest.js';

/** Where a placeholder's value comes from: the word after `${`. */
const sourceNames = ['env', 'git', 'stage', 'account', 'region', 'ssm', 'secret'] as const;
export type SourceName = (typeof sourceNames)[number];

/** `${stage}`; the others name what is wanted after a colon: `${env:NAME}`. */
const alone: ReadonlySet<string> = new Set<SourceName>(['stage', 'account', 'region']);
/** What these say may be a secret, which must not become a part of another name. */
const remote: ReadonlySet<string> = new Set<SourceName>(['ssm', 'secret']);

export interface Placeholder {
  readonly source: SourceName;
  /** After the colon; may hold placeholders itself. */
  readonly argument: Template;
  /** After the comma; missing when there is none. */
  readonly fallback?: Template;
  /** As written but without the default, which may be a secret: `${env:BUCKET}`. */
  readonly shown: string;
}

/** Plain text and placeholders in turn. */
export type Template = readonly (string | Placeholder)[];

export type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  /** Goes on after the path: `holds ${foo:…}; …`. */
  | { readonly ok: false; readonly problem: string };

interface Reader {
  readonly text: string;
  at: number;
  /** The first one; reading goes to the end all the same. */
  problem?: string;
}

const opening = /\$\{\s*([A-Za-z]+)\s*([:,}])/y;

/**
 * `${source:argument, default}`, with placeholders in argument and default; quotes around a default keep commas, braces and
 * spaces. `$${` is a literal `${`. `${HOME}` and other names that are no source of ours stay text: programs read them.
 */
export function parseTemplate(text: string): ParsedTemplate {
  if (!text.includes('${')) return { ok: true, template: [text] };
  const reader: Reader = { text, at: 0 };
  const template = readParts(reader, '', false);
  return reader.problem === undefined ? { ok: true, template } : { ok: false, problem: reader.problem };
}

/** Whether anything in it has to be looked up, at any depth. */
export function placeholdersOf(template: Template): Placeholder[] {
  return template.flatMap((part) =>
    typeof part === 'string'
      ? []
      : [part, ...placeholdersOf(part.argument), ...placeholdersOf(part.fallback ?? [])],
  );
}

/** Up to one of the characters in `ends` (not taken), or the end of the text; with `balanced`, not inside of braces. */
function readParts(reader: Reader, ends: string, balanced: boolean): (string | Placeholder)[] {
  const parts: (string | Placeholder)[] = [];
  let literal = '';
  let depth = 0;
  while (reader.at < reader.text.length) {
    const char = reader.text[reader.at] ?? '';
    if (reader.text.startsWith('$${', reader.at)) {
      literal += '${';
      reader.at += 3;
      depth++;
      continue;
    }
    const head = readHead(reader);
    if (head) {
      parts.push(literal, readPlaceholder(reader, head));
      literal = '';
      continue;
    }
    if (ends.includes(char) && (depth === 0 || !balanced)) break;
    if (char === '{') depth++;
    if (char === '}') depth = Math.max(0, depth - 1);
    literal += char;
    reader.at++;
  }
  return [...parts, literal].filter((part) => part !== '');
}

/** The source of a placeholder that begins here, with the reader behind it; undefined for text. */
function readHead(reader: Reader): { source: SourceName; start: number } | undefined {
  opening.lastIndex = reader.at;
  const [whole, name = '', next] = opening.exec(reader.text) ?? [];
  if (whole === undefined) return undefined;
  const source = sourceNames.find((known) => known === name);
  const ours = source !== undefined && alone.has(source) === (next !== ':');
  if (!ours) {
    const problem = next === ':' ? unknownSource(name, source) : undefined;
    if (problem !== undefined) reader.problem ??= problem;
    return undefined;
  }
  const start = reader.at;
  reader.at += whole.length - 1;
  return { source, start };
}

/** `${NAME:-x}` is a shell's; `${name:…}` in lower case, or in the letters of one of our sources, was meant for us. */
function unknownSource(name: string, source: SourceName | undefined): string | undefined {
  if (source !== undefined) return `holds \${${name}:…}, and ${name} stands alone: write \${${name}}`;
  const meant = nearest(name, sourceNames);
  if (name !== name.toLowerCase() && meant?.toLowerCase() !== name.toLowerCase()) return undefined;
  const hint = meant
    ? `did you mean \${${meant}${alone.has(meant) ? '' : ':…'}}?`
    : `known are ${sourceNames.join(', ')}; write $\${ for a literal \${`;
  return `holds \${${name}:…}, which is no placeholder of lading; ${hint}`;
}

function readPlaceholder(
  reader: Reader,
  { source, start }: { source: SourceName; start: number },
): Placeholder {
  const argument = reader.text[reader.at] === ':' ? readArgument(reader) : [];
  const shown = `${reader.text.slice(start, reader.at).replace(/\s+/g, '')}}`;
  if (!alone.has(source) && argument.length === 0)
    reader.problem ??= `holds \${${source}:}, which names nothing`;
  if (placeholdersOf(argument).some((inner) => remote.has(inner.source)))
    reader.problem ??= `holds ${shown}: what SSM or Secrets Manager hold cannot be a part of another name`;
  const fallback = reader.text[reader.at] === ',' ? readFallback(reader) : undefined;
  if (reader.text[reader.at] !== '}') reader.problem ??= `holds \${${source}…, which has no } at its end`;
  reader.at++;
  return { source, argument, shown, ...(fallback && { fallback }) };
}

function readArgument(reader: Reader): Template {
  reader.at++;
  return trimmed(readParts(reader, ',}', true));
}

function readFallback(reader: Reader): Template {
  reader.at++;
  skipSpaces(reader);
  const quote = reader.text[reader.at] ?? '';
  if (quote === '"' || quote === "'") {
    reader.at++;
    const parts = readParts(reader, quote, false);
    reader.at++;
    skipSpaces(reader);
    return parts;
  }
  const parts = trimmed(readParts(reader, '}', true));
  const [first] = parts;
  const bare = typeof first === 'string' ? /^(env|git|ssm|secret):/.exec(first)?.[1] : undefined;
  if (bare)
    reader.problem ??= `has a default that begins with ${bare}: and would be plain text; write \${${bare}:…} to look it up, or put it in quotes`;
  return parts;
}

function skipSpaces(reader: Reader): void {
  while (/\s/.test(reader.text[reader.at] ?? '')) reader.at++;
}

/** Spaces around an argument or an unquoted default are layout. */
function trimmed(parts: readonly (string | Placeholder)[]): Template {
  return parts
    .map((part, index) => {
      if (typeof part !== 'string') return part;
      const start = index === 0 ? part.trimStart() : part;
      return index === parts.length - 1 ? start.trimEnd() : start;
    })
    .filter((part) => part !== '');
}

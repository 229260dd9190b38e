/** Reads YAML 1.2 (and JSON, which is part of it) into data that remembers its lines. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { ConfigProblem } from './config-problem.js';
import type { SettingPath } from './setting-path.js';

export type ParsedDocument =
  | { readonly ok: true; readonly data: unknown; readonly lineOf: (path: SettingPath) => number }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Merge keys (`<<`) work as in YAML 1.1. Texts of the parser that quote the source are cut, as the source may hold secrets. */
export function parseConfigDocument(text: string): ParsedDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    merge: true,
    prettyErrors: false,
    lineCounter: lines,
  });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) return { ok: false, problems: faults.map((fault) => describeFault(fault, lines)) };
  try {
    const data: unknown = document.toJS({ maxAliasCount: 100 });
    return { ok: true, data, lineOf: (path) => lines.linePos(offsetOf(document, path)).line };
  } catch (error) {
    // Only anchors and aliases can fail here; the parser's text names them and nothing else.
    return {
      ok: false,
      problems: [
        { path: '', text: `cannot be read: ${error instanceof Error ? error.message : 'unresolved alias'}` },
      ],
    };
  }
}

function describeFault(fault: YAMLError, lines: LineCounter): ConfigProblem {
  const text =
    fault.code === 'MULTIPLE_DOCS'
      ? 'holds several YAML documents; one is allowed'
      : `is not valid YAML: ${withoutSource(fault.message)}`;
  return { line: lines.linePos(fault.pos[0]).line, path: '', text };
}

function withoutSource(message: string): string {
  return message.replace(/:? ?(["'`]).*$/s, '').replace(/\.$/, '');
}

/** Where the setting's name begins, or what is nearest above it when it is not there. */
function offsetOf(document: Document, path: SettingPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const key of path) {
    if (isAlias(node)) node = node.resolve(document);
    const found = step(node, key);
    if (!found) break;
    offset = startOf(found.at) ?? offset;
    node = found.value;
  }
  return offset;
}

function step(node: unknown, key: PropertyKey): { at: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      (item: Pair) => String(isScalar(item.key) ? item.key.value : item.key) === String(key),
    );
    return pair && { at: pair.key, value: pair.value };
  }
  if (!isSeq(node)) return undefined;
  const item = node.items[Number(key)];
  return item === undefined ? undefined : { at: item, value: item };
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}

/** Reads Markdown files as their readers see them: links, headings and shell blocks. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../architecture/source-tree.js';

export interface Document {
  /** `docs/testing.md`. */
  readonly path: string;
  readonly text: string;
}

const fence = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm;

/** Of the repository: what git keeps, and what is new and not ignored. */
export function readDocuments(): Document[] {
  const names = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  return names
    .split('\n')
    .filter(Boolean)
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Targets of links to places in the repository: `configuration.md#rules`, `#rules`. */
export function linksOf(text: string): string[] {
  const targets = [...prose(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links */
export function anchorsOf(text: string): Set<string> {
  const plain = text.replace(fence, '');
  const titles = [
    ...[...plain.matchAll(/^#+ +(.+)$/gm)].map(([, title = '']) => title),
    ...[...plain.matchAll(/^(.+)\n(?:===+|---+)$/gm)].map(([, title = '']) => title),
  ];
  return new Set(titles.map(anchorOf));
}

/** The lines of the blocks that are marked as `sh`, and those of a `console`. */
export function shellLinesOf(text: string): string[] {
  return [...text.matchAll(fence)]
    .filter(([, , language]) => language === 'sh' || language === 'console')
    .flatMap(([, , , body = '']) => body.split('\n'));
}

/** Code is no place for links: types and patterns look like them. */
function prose(text: string): string {
  return text.replace(fence, '').replace(/`[^`\n]*`/g, 'code');
}

function anchorOf(title: string): string {
  return title
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** Reads the sources as text: their lines, and what each file imports. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Import {
  /** `src/domain/digest.ts` for our own, else the specifier: `node:path`, `@aws-sdk/client-ecr`. */
  readonly target: string;
  /** `type` leaves no trace at run time; `lazy` is an `import()`, or the type form of one. */
  readonly kind: 'value' | 'type' | 'lazy';
}

export interface SourceFile {
  /** `src/domain/digest.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

// Biome writes every statement from the start of a line and every specifier in single quotes.
const statement = /^(import|export)\s+(type\s+)?([^;'"`]*?)\bfrom\s+'([^']+)'/gm;
const sideEffect = /^import\s+'([^']+)'/gm;
const lazy = /\bimport\(\s*'([^']+)'/g;

/** Every `.ts` file below the folder, in a stable order. */
export function readSources(folder: string): SourceFile[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    });
}

export function importsOf(path: string, text: string): Import[] {
  const resolve = (specifier: string): string =>
    specifier.startsWith('.') ? normalize(join(dirname(path), specifier)).replace(/\.js$/, '.ts') : specifier;
  const statements = [...text.matchAll(statement)].map(([, , type, names = '', specifier = '']) => ({
    target: resolve(specifier),
    kind: type || onlyTypes(names) ? ('type' as const) : ('value' as const),
  }));
  const effects = [...text.matchAll(sideEffect)].map(([, specifier = '']) => ({
    target: resolve(specifier),
    kind: 'value' as const,
  }));
  const dynamic = [...text.matchAll(lazy)].map(([, specifier = '']) => ({
    target: resolve(specifier),
    kind: 'lazy' as const,
  }));
  return [...statements, ...effects, ...dynamic];
}

/** `{ type A, type B }` leaves nothing behind either. */
function onlyTypes(names: string): boolean {
  const inside = /^\{([^}]*)\}\s*$/.exec(names.trim())?.[1];
  const parts = inside
    ?.split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  return parts !== undefined && parts.length > 0 && parts.every((part) => part.startsWith('type '));
}

/** Walks the import graph of the sources. */
import type { Import, SourceFile } from './source-tree.js';

export type Graph = ReadonlyMap<string, readonly Import[]>;

export function graphOf(files: readonly SourceFile[]): Graph {
  return new Map(files.map(({ path, imports }) => [path, imports]));
}

/** The shortest chain of imports loaded at once (types and `import()` do not count) from a file to a matching target. */
export function chainTo(
  graph: Graph,
  start: string,
  matches: (target: string) => boolean,
): string[] | undefined {
  const seen = new Set([start]);
  const queue = [[start]];
  for (let chain = queue.shift(); chain; chain = queue.shift()) {
    for (const { target, kind } of graph.get(chain.at(-1) ?? '') ?? []) {
      if (kind !== 'value') continue;
      if (matches(target)) return [...chain, target];
      if (seen.has(target)) continue;
      seen.add(target);
      queue.push([...chain, target]);
    }
  }
  return undefined;
}

/** Each file that reaches itself, as the chain that comes back to it; the same circle is told once. */
export function circles(graph: Graph): string[][] {
  const told = new Set<string>();
  return [...graph.keys()].flatMap((start) => {
    const chain = told.has(start) ? undefined : chainTo(graph, start, (target) => target === start);
    for (const path of chain ?? []) told.add(path);
    return chain ? [chain] : [];
  });
}

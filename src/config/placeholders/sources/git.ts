/** `${git:sha}` and its like: the commit that the folder of the file is at. */
import type { Revision, SourceControl } from '../../../ports/source-control.js';
import { nearest } from '../../nearest.js';
import { type Answer, found, invalid, missing } from '../answer.js';
import type { Source } from './source.js';

/** As many characters as `git log --oneline` shows at least. */
const shortLength = 7;

const facts: Readonly<Record<string, (revision: Revision) => string | undefined>> = {
  sha: ({ sha }) => sha,
  short: ({ sha }) => sha.slice(0, shortLength),
  branch: ({ branch }) => branch,
  dirty: ({ dirty }) => String(dirty),
};

/** Asks git once. */
export function gitSource(sourceControl: SourceControl, folder: string): Source {
  return {
    async answer(args) {
      const known = args.filter((name) => Object.hasOwn(facts, name));
      const described = known.length > 0 ? await sourceControl.describe(folder) : undefined;
      return args.map((name): Answer => {
        const fact = Object.hasOwn(facts, name) ? facts[name] : undefined;
        if (!fact || !described) return unknownFact(name);
        if (described.kind === 'none') return missing(described.reason, suggestion(name));
        const text = fact(described.revision);
        return text === undefined
          ? missing('no branch is checked out, as in many CI systems', suggestion(name))
          : found(text);
      });
    },
  };
}

function unknownFact(name: string): Answer {
  const known = Object.keys(facts);
  const meant = nearest(name, known);
  return invalid(
    `git:${name} is not known; there are ${known.join(', ')}`,
    `Write \${git:${meant ?? 'sha'}}.`,
  );
}

function suggestion(name: string): string {
  return `Give a default, for example from the environment: \${git:${name}, \${env:REVISION}}`;
}

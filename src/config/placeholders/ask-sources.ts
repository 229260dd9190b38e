/** Asks the sources for what templates need, all at once, until nothing is left to ask. */
import type { Answer, Answers, Ask } from './answer.js';
import { evaluate } from './evaluate.js';
import type { FoundText } from './find-texts.js';
import type { Source } from './sources/source.js';
import type { SourceName } from './template.js';

export type Sources = Readonly<Partial<Record<SourceName, Source>>>;

/** What has been answered so far. */
export interface AnswerBook {
  readonly answers: Answers;
  /**
   * Asks only those sources that are given, and nothing twice; a default that turns out to be needed makes another round.
   * `onFailure` says where in the file a source's own error comes from.
   */
  fill(texts: readonly FoundText[], sources: Sources, onFailure: FailureLocator): Promise<void>;
}

/** The error to throw in its place, for the texts that asked. */
export type FailureLocator = (error: unknown, texts: readonly FoundText[]) => unknown;

export function createAnswerBook(): AnswerBook {
  const book = new Map<string, Answer>();
  const answers: Answers = (ask) => book.get(keyOf(ask));
  return {
    answers,
    async fill(texts, sources, onFailure) {
      for (;;) {
        const asks = openAsks(texts, answers).filter(({ source }) => sources[source]);
        if (asks.length === 0) return;
        const groups = groupBySource(asks);
        await Promise.all(
          [...groups].map(async ([name, args]) => {
            const given = await sources[name]?.answer(args).catch((error: unknown) => {
              throw onFailure(error, askers(texts, answers, name));
            });
            for (const [index, argument] of args.entries()) {
              const answer = given?.[index];
              if (!answer) throw new Error(`source ${name} did not answer`);
              book.set(keyOf({ source: name, argument }), answer);
            }
          }),
        );
      }
    },
  };
}

function openAsks(texts: readonly FoundText[], answers: Answers): Ask[] {
  const asks = texts.flatMap(({ template }) => asksOf(template, answers));
  return [...new Map(asks.map((ask) => [keyOf(ask), ask])).values()];
}

function askers(texts: readonly FoundText[], answers: Answers, name: SourceName): FoundText[] {
  return texts.filter(({ template }) => asksOf(template, answers).some(({ source }) => source === name));
}

function asksOf(template: FoundText['template'], answers: Answers): readonly Ask[] {
  const evaluation = evaluate(template, answers);
  return evaluation.kind === 'asks' ? evaluation.asks : [];
}

function groupBySource(asks: readonly Ask[]): Map<SourceName, string[]> {
  const groups = new Map<SourceName, string[]>();
  for (const { source, argument } of asks) groups.set(source, [...(groups.get(source) ?? []), argument]);
  return groups;
}

function keyOf({ source, argument }: Ask): string {
  return `${source}:${argument}`;
}

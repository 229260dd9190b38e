/** Puts answers into a template, or says what is still to be asked; pure. */
import type { Answers, Ask, NoAnswer } from './answer.js';
import type { Placeholder, SourceName, Template } from './template.js';

export interface EvaluatedText {
  readonly kind: 'text';
  readonly text: string;
  /** Holds at least one secret. */
  readonly secret: boolean;
  /** Where its parts came from. */
  readonly sources: readonly SourceName[];
}

export type Evaluation =
  | EvaluatedText
  /** Everything that can be asked now; a default is asked for only when it is needed. */
  | { readonly kind: 'asks'; readonly asks: readonly Ask[] }
  | { readonly kind: 'failed'; readonly placeholder: Placeholder; readonly answer: NoAnswer };

export function evaluate(template: Template, answers: Answers): Evaluation {
  const parts = template.map((part) => (typeof part === 'string' ? plain(part) : resolve(part, answers)));
  const failed = parts.find((part) => part.kind === 'failed');
  if (failed) return failed;
  const asks = parts.flatMap((part) => (part.kind === 'asks' ? part.asks : []));
  if (asks.length > 0) return { kind: 'asks', asks };
  const texts = parts.filter((part) => part.kind === 'text');
  return {
    kind: 'text',
    text: texts.map(({ text }) => text).join(''),
    secret: texts.some(({ secret }) => secret),
    sources: texts.flatMap(({ sources }) => sources),
  };
}

function resolve(placeholder: Placeholder, answers: Answers): Evaluation {
  const { source, fallback } = placeholder;
  const argument = evaluate(placeholder.argument, answers);
  if (argument.kind !== 'text') return argument;
  const ask = { source, argument: argument.text };
  const answer = answers(ask);
  if (!answer) return { kind: 'asks', asks: [ask] };
  // CI systems hand over what is not set as empty text, so that a default stands in for that too.
  const nothing = answer.kind === 'missing' || (answer.kind === 'found' && answer.text === '');
  if (nothing && fallback) return evaluate(fallback, answers);
  if (answer.kind !== 'found') return { kind: 'failed', placeholder, answer };
  return { kind: 'text', text: answer.text, secret: answer.secret, sources: [source] };
}

function plain(text: string): EvaluatedText {
  return { kind: 'text', text, secret: false, sources: [] };
}

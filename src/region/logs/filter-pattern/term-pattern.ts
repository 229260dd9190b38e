/** Filter patterns for texts: terms that an event must, may or must not contain. */
import { invalidPattern, patternRegex } from './invalid-pattern.js';

interface Term {
  readonly role: 'all' | 'any' | 'none';
  readonly regex: RegExp;
}

/** Words stand alone: `Err` does not find `Error`. Quoted terms are found anywhere. */
const shapes = /^(?<role>[?-]?)(?:"(?<quoted>(?:\\.|[^"\\])+)"|%(?<regex>[^%]+)%|(?<word>\w+))(?=\s|$)/u;

/**
 * All plain terms, none of those after `-`; when there is nothing else, one of those after `?`. Beside others, `?` terms
 * do not count, as with AWS.
 * @throws WireError InvalidParameterException
 */
export function parseTermPattern(text: string): (message: string) => boolean {
  const terms = splitTerms(text);
  const regexes = (role: Term['role']): RegExp[] =>
    terms.filter((term) => term.role === role).map(({ regex }) => regex);
  const [all, any, none] = [regexes('all'), regexes('any'), regexes('none')];
  if (all.length === 0 && none.length === 0 && any.length > 0)
    return (message) => any.some((regex) => regex.test(message));
  return (message) => all.every((regex) => regex.test(message)) && !none.some((regex) => regex.test(message));
}

function splitTerms(text: string): Term[] {
  const terms: Term[] = [];
  let rest = text;
  while (rest !== '') {
    const match = shapes.exec(rest);
    if (!match?.groups) throw invalidPattern(`Invalid character(s) in term '${rest.split(/\s/, 1)[0]}'`);
    const { role, quoted, regex, word } = match.groups;
    terms.push({
      role: role === '?' ? 'any' : role === '-' ? 'none' : 'all',
      regex: regexOf({ quoted, regex, word }),
    });
    rest = rest.slice(match[0].length).trimStart();
  }
  return terms;
}

function regexOf(term: {
  quoted?: string | undefined;
  regex?: string | undefined;
  word?: string | undefined;
}): RegExp {
  if (term.regex !== undefined) return patternRegex(term.regex);
  if (term.word !== undefined) return new RegExp(`(?<!\\w)${term.word}(?!\\w)`);
  return new RegExp(literal((term.quoted ?? '').replace(/\\(.)/gu, '$1')));
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

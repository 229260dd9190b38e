/** What a filter pattern for JSON asks of an event, and whether a value fulfils it. */

/** Steps into a value: names of members, indexes, `*` for every element. */
export type Selector = readonly (string | number)[];

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type JsonCondition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly JsonCondition[] }
  | {
      readonly kind: 'number';
      readonly selector: Selector;
      readonly comparison: Comparison;
      readonly value: number;
    }
  | {
      readonly kind: 'text';
      readonly selector: Selector;
      readonly comparison: '=' | '!=';
      readonly value: RegExp;
    }
  | { readonly kind: 'is'; readonly selector: Selector; readonly value: null | boolean }
  | { readonly kind: 'missing'; readonly selector: Selector };

/** A member that is not there fulfils nothing but `NOT EXISTS`. */
export function matchesJson(condition: JsonCondition, value: unknown): boolean {
  if ('of' in condition) {
    const fulfilled = (part: JsonCondition): boolean => matchesJson(part, value);
    return condition.kind === 'all' ? condition.of.every(fulfilled) : condition.of.some(fulfilled);
  }
  const found = select(value, condition.selector);
  switch (condition.kind) {
    case 'missing':
      return found.length === 0;
    case 'is':
      return found.some((each) => each === condition.value);
    case 'number':
      return found.some(
        (each) => typeof each === 'number' && compare(each, condition.comparison, condition.value),
      );
    case 'text':
      return found.some(
        (each) =>
          (typeof each === 'string' || typeof each === 'number') &&
          condition.value.test(String(each)) === (condition.comparison === '='),
      );
  }
}

/** The values that a selector leads to. */
function select(value: unknown, selector: Selector): unknown[] {
  let found: unknown[] = [value];
  for (const step of selector) {
    found = found.flatMap((each) => {
      if (typeof each !== 'object' || each === null) return [];
      if (step === '*') return Object.values(each);
      return Object.hasOwn(each, step) ? [(each as Record<PropertyKey, unknown>)[step]] : [];
    });
  }
  return found;
}

function compare(left: number, comparison: Comparison, right: number): boolean {
  switch (comparison) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

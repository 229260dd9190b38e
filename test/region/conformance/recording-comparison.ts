/** Compares answers of ours with recorded ones. */
import { expect } from 'vitest';
import type { Steps } from './recordings.js';

/** `<uuid:1>`: whatever stands there stands in every place of this placeholder, and in no place of another one of its kind. */
const placeholder = /<([a-z0-9_ -]+)(?::(\d+))?>/g;

/** Fixed parts of recorded texts that differ from region to region. */
const fixed: Record<string, string> = { partition: 'aws', region: 'us-east-1' };

/**
 * Compares the answers of one test in order. The same placeholder must always stand for the same value, different ones of a
 * kind for different values; `date` and the like stand for any text.
 */
export class RecordingComparison {
  private readonly values = new Map<string, string>();

  constructor(
    private readonly steps: Steps,
    private readonly account: string,
  ) {}

  match(step: string, actual: unknown): void {
    if (!(step in this.steps)) throw new Error(`${step} was not recorded`);
    const recorded = this.steps[step];
    const differences: string[] = [];
    this.compare(recorded, normalised(actual), step, differences);
    expect(differences, `${step}: recorded against ours`).toEqual([]);
  }

  private compare(recorded: unknown, actual: unknown, at: string, differences: string[]): void {
    if (typeof recorded === 'string') this.compareText(recorded, actual, at, differences);
    else if (Array.isArray(recorded)) this.compareList(recorded, actual, at, differences);
    else if (typeof recorded === 'object' && recorded !== null)
      this.compareObject(recorded, actual, at, differences);
    else if (recorded !== actual) differences.push(`${at}: ${show(recorded)} ≠ ${show(actual)}`);
  }

  private compareList(recorded: unknown[], actual: unknown, at: string, differences: string[]): void {
    if (!Array.isArray(actual) || actual.length !== recorded.length) {
      differences.push(`${at}: ${show(recorded)} ≠ ${show(actual)}`);
      return;
    }
    for (const [index, item] of recorded.entries())
      this.compare(item, actual[index], `${at}[${index}]`, differences);
  }

  private compareObject(recorded: object, actual: unknown, at: string, differences: string[]): void {
    const ours = typeof actual === 'object' && actual !== null ? (actual as Steps) : {};
    const theirs = recorded as Steps;
    for (const key of Object.keys(theirs)) {
      if (key in ours) this.compare(theirs[key], ours[key], `${at}.${key}`, differences);
      else differences.push(`${at}.${key}: missing, recorded ${show(theirs[key])}`);
    }
    for (const key of Object.keys(ours))
      if (!(key in theirs)) differences.push(`${at}.${key}: not recorded, ours ${show(ours[key])}`);
  }

  private compareText(recorded: string, actual: unknown, at: string, differences: string[]): void {
    if (recorded === 'date' || recorded === 'datetime') {
      if (typeof actual !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(actual))
        differences.push(`${at}: no date: ${show(actual)}`);
      return;
    }
    const names: string[] = [];
    let pattern = '';
    let end = 0;
    for (const found of recorded.matchAll(placeholder)) {
      pattern += quoted(recorded.slice(end, found.index));
      end = found.index + found[0].length;
      const constant = fixed[found[1] ?? ''];
      pattern += constant ?? '(.+?)';
      if (constant === undefined) names.push(found[0]);
    }
    pattern += quoted(recorded.slice(end));
    const match = new RegExp(`^${pattern.replaceAll('111111111111', this.account)}$`).exec(String(actual));
    if (!match) {
      differences.push(`${at}: ${recorded} ≠ ${show(actual)}`);
      return;
    }
    for (const [index, name] of names.entries()) this.identify(name, match[index + 1] ?? '', at, differences);
  }

  private identify(name: string, value: string, at: string, differences: string[]): void {
    const kind = name.replace(/:\d+>$/, '');
    const before = this.values.get(name);
    if (before !== undefined && before !== value)
      differences.push(`${at}: ${name} was ${before}, is now ${value}`);
    for (const [other, taken] of this.values) {
      const sameKind = other !== name && other.replace(/:\d+>$/, '') === kind;
      if (sameKind && taken === value) differences.push(`${at}: ${name} and ${other} are both ${value}`);
    }
    this.values.set(name, value);
  }
}

/** As the recordings were made: metadata reduced to the status, and an error's own members beside it. */
function normalised(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer));
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** What a check found: a row of the failure catalogue with its remedy, before anything was changed. */
import type { ErrorCode } from '../errors/codes.js';

export interface Finding {
  /** Row of the failure catalogue, e.g. `A13`; docs/checks.md lists them. */
  readonly id: string;
  /** An error stops; a warning is shown and listed in the result. */
  readonly severity: 'error' | 'warning';
  readonly code: ErrorCode;
  readonly message: string;
  /** Imperative, runnable where possible. */
  readonly suggestions: readonly string[];
  /** What it wrote itself, where it was started: the lines that show it. */
  readonly evidence?: readonly string[];
}

/** A warning as results list it: `warnings` of deploy, plan and push. */
export interface Warning {
  id: string;
  message: string;
  suggestions: string[];
}

/** Lambda would refuse the image, or could not start it. */
export function unsuitable(id: string, message: string, suggestions: readonly string[]): Finding {
  return { id, severity: 'error', code: 'IMAGE_UNSUITABLE', message, suggestions };
}

/** The same finding where Lambda takes the image all the same, or is not known to refuse it. */
export function asWarning(finding: Finding): Finding {
  return { ...finding, severity: 'warning' };
}

/** The warnings among the findings, each once, as results list them. */
export function warningsOf(findings: readonly Finding[]): Warning[] {
  return distinct(findings)
    .filter(({ severity }) => severity === 'warning')
    .map(({ id, message, suggestions }) => ({ id, message, suggestions: [...suggestions] }));
}

/** `1 error, 2 warnings`; `nothing found` when there is none. */
export function countFindings(findings: readonly Pick<Finding, 'severity'>[]): string {
  const count = (severity: Finding['severity']): string[] => {
    const { length } = findings.filter((finding) => finding.severity === severity);
    return length === 0 ? [] : [`${length} ${severity}${length === 1 ? '' : 's'}`];
  };
  return [...count('error'), ...count('warning')].join(', ') || 'nothing found';
}

/** Each finding once, in order: several functions on one image find the same. */
export function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [finding.id + finding.message, finding])).values()];
}

/** Errors first, else in the order given; each once. */
export function sorted(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity }: Finding): number => (severity === 'error' ? 0 : 1);
  return distinct(findings).sort((a, b) => rank(a) - rank(b));
}

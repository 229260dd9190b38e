/** Where nobody knows the function: what Lambda's defaults were too little for is started again with more. */
import { asWarning, type Finding } from '../finding.js';
import type { AssumedSetting, ProbeSettings } from './probe-facts.js';

/** MB that every account can give, seconds that most functions have. */
const roomy = { memorySize: 3_008, timeout: 30 } as const;

type Amounts = Pick<ProbeSettings, 'memorySize' | 'timeout'>;

/** What to start it with again; undefined where nothing was wrong, or what was wrong is not for a setting that was assumed. */
export function secondStart(findings: readonly Finding[], settings: ProbeSettings): Amounts | undefined {
  if (!findings.some((finding) => isFor(finding, settings))) return undefined;
  const { memorySize, timeout, assumed } = settings;
  return {
    memorySize: assumed.includes('memorySize') ? roomy.memorySize : memorySize,
    timeout: assumed.includes('timeout') ? roomy.timeout : timeout,
  };
}

/**
 * The findings of both starts: the function has more, or can have, so that the defaults are a warning.
 * @param used MB, in the second start; undefined where it was not measured
 */
export function findingsOfBoth(
  first: readonly Finding[],
  settings: ProbeSettings,
  second: readonly Finding[],
  used: number | undefined,
): Finding[] {
  const still = new Set(second.map(({ id }) => id));
  const remarks = first
    .filter((finding) => isFor(finding, settings) && !still.has(finding.id))
    .map((finding) => forDefaults(finding, settings, used));
  return [...second, ...remarks];
}

/** More memory is also more processor, so a timeout may be for either. */
function isFor(finding: Finding, { assumed }: ProbeSettings): boolean {
  return finding.severity === 'error' && reasons(finding, assumed).length > 0;
}

function reasons({ id }: Finding, assumed: readonly AssumedSetting[]): readonly AssumedSetting[] {
  if (id === 'C12') return assumed;
  return /^C1[01]$/.test(id) ? assumed.filter((name) => name === 'memorySize') : [];
}

function forDefaults(finding: Finding, { assumed }: ProbeSettings, used: number | undefined): Finding {
  const names = reasons(finding, assumed);
  const flags = names.map((name) =>
    name === 'memorySize' ? `--memory ${enough(used)}` : `--timeout ${roomy.timeout}`,
  );
  return asWarning({
    ...finding,
    message: `${finding.message}; a function has that unless ${names.join(' or ')} is set, so it was started again with more`,
    suggestions: [`Say what its function has: ${flags.join(' ')}`],
  });
}

/** A quarter more than was used, in the steps in which memory is mostly given. */
function enough(used: number | undefined): number {
  return used === undefined
    ? roomy.memorySize
    : Math.min(roomy.memorySize, Math.ceil((used * 1.25) / 128) * 128);
}

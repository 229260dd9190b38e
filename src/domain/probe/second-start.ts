/** Where nobody knows the function: what Lambda's defaults were too little for is started again with more. */
import { asWarning, type Finding } from '../finding.js';
import type { ProbeSettings } from './probe-facts.js';

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

/** The findings of both starts: the function has more, or can have, so that the defaults are a warning. */
export function findingsOfBoth(
  first: readonly Finding[],
  settings: ProbeSettings,
  second: readonly Finding[],
  again: Amounts,
): Finding[] {
  const still = new Set(second.map(({ id }) => id));
  const remarks = first
    .filter((finding) => isFor(finding, settings) && !still.has(finding.id))
    .map((finding) => withoutDefaults(finding, settings, again));
  return [...second, ...remarks];
}

/** More memory is also more processor, so a timeout may be for either. */
function isFor({ id, severity }: Finding, { assumed }: ProbeSettings): boolean {
  if (severity !== 'error') return false;
  return id === 'C12' ? assumed.length > 0 : /^C1[01]$/.test(id) && assumed.includes('memorySize');
}

function withoutDefaults(finding: Finding, { assumed }: ProbeSettings, again: Amounts): Finding {
  const given = assumed.map((name) =>
    name === 'memorySize' ? `${again.memorySize} MB` : `${again.timeout} s`,
  );
  const flags = assumed.map((name) => (name === 'memorySize' ? '--memory' : '--timeout'));
  return asWarning({
    ...finding,
    message: `${finding.message}; that is Lambda's default, so it was started again with ${given.join(' and ')}`,
    suggestions: [
      `Say what its function has: ${flags.join(', ')}, or in a configuration.`,
      ...finding.suggestions,
    ],
  });
}

/** What the end of a sandbox after an event says about an image: it should have waited for the next one. */
import { asWarning, type Finding, unsuitable } from '../finding.js';
import { evidenceIn } from './evidence.js';
import { extensionFinding } from './extension-finding.js';
import type { ProbedEnd, ProbeSettings } from './probe-facts.js';
import { quote } from './quote.js';

/** Of an event that was answered, or that failed with its extension. */
export function endFinding(end: ProbedEnd, { timeout }: Pick<ProbeSettings, 'timeout'>): Finding {
  const { kind, extension, errorType, message, output } = end;
  const words = `${quote(errorType)}, ${quote(message)}`;
  if (extension !== undefined)
    return extensionFinding(
      extension,
      `ended with the event: ${words}; Lambda ends the whole sandbox with it`,
      output,
    );
  const finding =
    kind === 'timeout'
      ? unsuitable(
          'C12',
          `it answered the event, but it or an extension was still at work after ${timeout} s, when Lambda stops it`,
          ['Let the runtime and each extension ask for the next event once they are done, or raise timeout.'],
        )
      : unsuitable(
          'C9',
          `it ended once it had answered the event: ${words}; each event would need a cold start`,
          ['Ask for the next event after an answer: nothing in a handler may call exit.'],
        );
  return { ...asWarning(finding), evidence: evidenceIn(output) };
}

/** Says why a sandbox did not come to ask for work, and what to do about it. */
import { firewallHint } from '../../domain/probe/firewall-hint.js';
import { diagnoseInvocation } from '../../errors/diagnose-invocation.js';
import type { InitOutcome } from '../../ports/function-host.js';

export interface InitExplanation {
  readonly message: string;
  readonly suggestions: readonly string[];
}

/** Of an init that is not `ready`. */
export function explainInit(init: InitOutcome, name: string): InitExplanation {
  const { errorType, message: errorMessage, output } = init;
  const diagnosis =
    explainTimeout(init) ?? diagnoseInvocation({ errorType, errorMessage, log: output }, { function: name });
  const said = [errorType, errorMessage].filter(Boolean).join(': ');
  return {
    message: [`${how(init)}${said ? ` (${said})` : ''}.`, diagnosis?.cause].filter(Boolean).join(' '),
    suggestions: diagnosis?.suggestions ?? [],
  };
}

type Explained = Pick<NonNullable<ReturnType<typeof diagnoseInvocation>>, 'cause' | 'suggestions'>;

/** The words for an event that takes too long would be wrong here. */
function explainTimeout({ kind, extension, reached }: InitOutcome): Explained | undefined {
  if (kind !== 'timeout' || extension !== undefined) return undefined;
  if (reached !== false) {
    return {
      cause: 'What is before its handler takes too long.',
      suggestions: ['Load less before the handler, or raise memorySize, which also gives more processor.'],
    };
  }
  return {
    cause:
      'Nothing in it has called its Runtime API: it is a program without a runtime client, such as a web server, or a firewall on this machine drops what containers send.',
    suggestions: [
      'Add a runtime interface client for the language, or the Lambda Web Adapter for a web server.',
      firewallHint,
    ],
  };
}

function how({ kind, milliseconds, exitCode, outOfMemory, extension }: InitOutcome): string {
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`;
  if (outOfMemory) return `It ran out of memory after ${seconds}`;
  if (extension !== undefined) return `Its extension ${extension} failed after ${seconds}`;
  if (kind === 'timeout') return `It did not ask for an event within ${seconds}`;
  if (kind === 'refused') return 'Its entry point cannot be started';
  if (kind === 'exited')
    return `It ended with ${exitCode ?? 0} after ${seconds}, without asking for an event`;
  return `It reported an error after ${seconds}`;
}

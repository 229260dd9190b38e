/** Says why a sandbox did not come to ask for work, and what to do about it. */
import { diagnoseInvocation } from '../../errors/diagnose-invocation.js';
import type { InitOutcome } from '../../ports/function-host.js';

export interface InitExplanation {
  readonly message: string;
  readonly suggestions: readonly string[];
}

/** Of an init that is not `ready`. */
export function explainInit(init: InitOutcome, name: string): InitExplanation {
  const { errorType, message: errorMessage, output } = init;
  const diagnosis = diagnoseInvocation({ errorType, errorMessage, log: output }, { function: name });
  const said = [errorType, errorMessage].filter(Boolean).join(': ');
  return {
    message: [`${how(init)}${said ? ` (${said})` : ''}.`, diagnosis?.cause].filter(Boolean).join(' '),
    suggestions: diagnosis?.suggestions ?? [],
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

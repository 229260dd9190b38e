/** Says how a sandbox ended that should have waited for its next event: as a value, and for the log. */
import { runtimeExit } from '../../domain/invocation/process-exit.js';
import type { SandboxLoss } from '../../ports/function-host.js';
import type { Fatal } from './init-result.js';

/** `output`: what its processes wrote. */
export function describeLoss(cause: Fatal, output: string): SandboxLoss {
  const { errorType, reason } = cause.kind === 'extension' ? cause.fault : runtimeExit(cause.end);
  const extension = cause.kind === 'extension' && { extension: cause.name };
  return { kind: cause.kind, ...extension, errorType, message: reason, output };
}

/** Lambda has no line for that; whoever runs a function here wants to know. `when`: `between events`. */
export function lossLine(cause: Fatal | undefined, when: string): string {
  return `SANDBOX\tEnded ${when} (${how(cause)}); the next event gets another one`;
}

function how(cause: Fatal | undefined): string {
  if (!cause) return 'it was removed';
  if (cause.kind === 'exit') return `exit code ${cause.end.exitCode}`;
  return `extension ${cause.name}: ${cause.fault.errorType}, ${cause.fault.reason}`;
}

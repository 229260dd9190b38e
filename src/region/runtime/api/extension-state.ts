/** What an extension may do in which state. */

/** In the words of the interface emulator, because refusals quote them. `Started`: expected, not registered yet. */
export type ExtensionState = 'Started' | 'Registered' | 'Ready' | 'Running' | 'InitError' | 'ExitError';

/** `hand-out` is ours, the others are calls of the extension; `next-again`: its waiting connection was lost. */
export type ExtensionAction = 'register' | 'next' | 'next-again' | 'hand-out' | 'init-error' | 'exit-error';

const transitions: Readonly<Record<ExtensionState, Partial<Record<ExtensionAction, ExtensionState>>>> = {
  Started: { register: 'Registered' },
  Registered: { next: 'Ready', 'init-error': 'InitError', 'exit-error': 'ExitError' },
  Ready: { 'next-again': 'Ready', 'hand-out': 'Running', 'exit-error': 'ExitError' },
  Running: { next: 'Ready', 'exit-error': 'ExitError' },
  // Repeating a report is allowed; the first one counts.
  InitError: { 'init-error': 'InitError' },
  ExitError: { 'exit-error': 'ExitError' },
};

/**
 * The state after an action; undefined where it is not allowed. The table is that of
 * https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/develop/internal/lambda/core/externalagent_states.go
 * and `next-again`, which the emulator refuses although the waiting call is gone.
 */
export function advanceExtension(state: ExtensionState, action: ExtensionAction): ExtensionState | undefined {
  return transitions[state][action];
}

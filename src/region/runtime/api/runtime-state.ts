/** What a runtime may do in which state. */

/** In the words of the interface emulator, because refusals quote them. */
export type RuntimeState =
  | 'Started'
  | 'InitError'
  | 'Ready'
  | 'Running'
  | 'InvocationResponse'
  | 'InvocationErrorResponse'
  | 'RuntimeResponseSentState';

/** `hand-out` and `sent` are ours, the others are calls of the runtime. */
export type RuntimeAction = 'init-error' | 'next' | 'hand-out' | 'response' | 'error' | 'sent';

const transitions: Readonly<Record<RuntimeState, Partial<Record<RuntimeAction, RuntimeState>>>> = {
  Started: { 'init-error': 'InitError', next: 'Ready' },
  InitError: {},
  // A client that lost its connection asks again.
  Ready: { next: 'Ready', 'hand-out': 'Running' },
  // Likewise when the event was lost with the connection: it is handed out once more.
  Running: { next: 'Running', response: 'InvocationResponse', error: 'InvocationErrorResponse' },
  InvocationResponse: { sent: 'RuntimeResponseSentState' },
  InvocationErrorResponse: { sent: 'RuntimeResponseSentState' },
  RuntimeResponseSentState: { next: 'Ready' },
};

/**
 * The state after an action; undefined where it is not allowed. The table is that of
 * https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/develop/internal/lambda/core/states.go without SnapStart.
 */
export function advanceRuntime(state: RuntimeState, action: RuntimeAction): RuntimeState | undefined {
  return transitions[state][action];
}

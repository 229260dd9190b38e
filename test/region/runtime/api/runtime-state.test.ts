import { expect, test } from 'vitest';
import {
  advanceRuntime,
  type RuntimeAction,
  type RuntimeState,
} from '../../../../src/region/runtime/api/runtime-state.js';

const actions: RuntimeAction[] = ['init-error', 'next', 'hand-out', 'response', 'error', 'sent'];

const rows: [RuntimeState, (RuntimeState | undefined)[]][] = [
  ['Started', ['InitError', 'Ready', undefined, undefined, undefined, undefined]],
  ['InitError', [undefined, undefined, undefined, undefined, undefined, undefined]],
  ['Ready', [undefined, 'Ready', 'Running', undefined, undefined, undefined]],
  ['Running', [undefined, 'Running', undefined, 'InvocationResponse', 'InvocationErrorResponse', undefined]],
  ['InvocationResponse', [undefined, undefined, undefined, undefined, undefined, 'RuntimeResponseSentState']],
  [
    'InvocationErrorResponse',
    [undefined, undefined, undefined, undefined, undefined, 'RuntimeResponseSentState'],
  ],
  ['RuntimeResponseSentState', [undefined, 'Ready', undefined, undefined, undefined, undefined]],
];

test.each(rows)('from %s', (state, expected) => {
  expect(actions.map((action) => advanceRuntime(state, action))).toEqual(expected);
});

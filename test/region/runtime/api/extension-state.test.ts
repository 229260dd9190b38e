import { expect, test } from 'vitest';
import {
  advanceExtension,
  type ExtensionAction,
  type ExtensionState,
} from '../../../../src/region/runtime/api/extension-state.js';

const actions: ExtensionAction[] = ['register', 'next', 'next-again', 'hand-out', 'init-error', 'exit-error'];
const no = undefined;

const rows: [ExtensionState, (ExtensionState | undefined)[]][] = [
  ['Started', ['Registered', no, no, no, no, no]],
  ['Registered', [no, 'Ready', no, no, 'InitError', 'ExitError']],
  ['Ready', [no, no, 'Ready', 'Running', no, 'ExitError']],
  ['Running', [no, 'Ready', no, no, no, 'ExitError']],
  ['InitError', [no, no, no, no, 'InitError', no]],
  ['ExitError', [no, no, no, no, no, 'ExitError']],
];

test.each(rows)('from %s', (state, expected) => {
  expect(actions.map((action) => advanceExtension(state, action))).toEqual(expected);
});

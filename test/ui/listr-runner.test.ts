import { describe } from 'vitest';
import { createListrRunner } from '../../src/ui/listr-runner.js';
import { itRunsPipelines } from '../pipeline/runner-contract.js';
import { openTerminalStream } from './terminal-stream.js';

describe('the listr runner as a runner', () => {
  itRunsPipelines(() => createListrRunner(openTerminalStream().stream));
});

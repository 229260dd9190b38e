/** `${stage}`: the name that `--stage` gave. */
import { found, missing } from '../answer.js';
import { immediate, type Source } from './source.js';

export function stageSource(stage: string | undefined): Source {
  return immediate(() =>
    stage === undefined
      ? missing('no stage is chosen', 'Choose one with --stage NAME, or give a default: ${stage, dev}')
      : found(stage),
  );
}

/** What the answer to an event says about an image, as findings. */
import { asWarning, type Finding, unsuitable } from '../finding.js';
import { endFinding } from './end-finding.js';
import { evidenceIn, firstLine } from './evidence.js';
import { findSymptom } from './find-symptom.js';
import { nearlyFull, raiseMemory } from './memory-advice.js';
import type { ProbedEvent, ProbeSettings } from './probe-facts.js';
import { quote } from './quote.js';
import { memoryPattern } from './symptom-rows.js';

type Failure = NonNullable<ProbedEvent['failure']>;

/** Nothing when it was answered, the memory sufficed, and the next one could come. */
export function eventFindings(event: ProbedEvent, settings: ProbeSettings): Finding[] {
  const { failure, end } = event;
  // What an extension does is no fault of the handler, even where the event failed with it.
  if (end && (!failure || end.extension !== undefined))
    return [endFinding(end, settings), ...memoryRemark(event, settings)];
  if (!failure) return memoryRemark(event, settings);
  const words = event.tail;
  if (failure.kind === 'memory' || memoryPattern.test(`${failure.errorType} ${failure.message}\n${words}`))
    return [{ ...outOfMemory(settings), evidence: evidenceIn(words, memoryPattern) }];
  if (failure.kind === 'timeout') return [{ ...timedOut(event, settings), evidence: evidenceIn(words) }];
  return [symptom(failure, words) ?? { ...unexplained(failure), evidence: evidenceIn(words) }];
}

function memoryRemark({ maxMemoryUsed }: ProbedEvent, { memorySize }: ProbeSettings): Finding[] {
  if (maxMemoryUsed === undefined || maxMemoryUsed < memorySize * nearlyFull) return [];
  return [
    asWarning(
      unsuitable(
        'C11',
        `the event took ${maxMemoryUsed} of ${memorySize} MB; near the limit it slows down until it times out`,
        [raiseMemory(memorySize)],
      ),
    ),
  ];
}

function outOfMemory({ memorySize }: ProbeSettings): Finding {
  return unsuitable('C10', `the event needs more memory than ${memorySize} MB`, [raiseMemory(memorySize)]);
}

function timedOut({ maxMemoryUsed }: ProbedEvent, { timeout, memorySize }: ProbeSettings): Finding {
  if (maxMemoryUsed !== undefined && maxMemoryUsed >= memorySize * 0.98) {
    return unsuitable(
      'C11',
      `the event was not answered within ${timeout} s, while its memory was full (${maxMemoryUsed} of ${memorySize} MB)`,
      ['Raise memorySize: a function whose memory is full slows down until it times out.'],
    );
  }
  return unsuitable('C12', `the event was not answered within ${timeout} s`, [
    'Raise timeout: --timeout 30, or timeout in the configuration (3 s unless told, 900 at most).',
    'Something outside, which it may wait for, cannot be reached from the sandbox.',
  ]);
}

function symptom(failure: Failure, words: string): Finding | undefined {
  const error = `${failure.errorType}: ${failure.message}`;
  // The log of a function that answered too much tells of other things.
  const said = { error, output: failure.kind === 'response' ? '' : words };
  return findSymptom(said, (cause) => `the event failed: ${cause} (${brief(failure)})`);
}

function unexplained(failure: Failure): Finding {
  if (failure.kind === 'exit') {
    return unsuitable('C9', `it ended in the middle of the event: ${brief(failure)}`, [
      'Find out why the process ends: nothing in a handler may call exit.',
    ]);
  }
  if (failure.kind === 'response') {
    return unsuitable('C27', `its answer is not one that Lambda takes: ${brief(failure)}`, [
      failure.errorType === 'Function.ResponseSizeTooLarge'
        ? 'Write large answers to S3 and answer with the place, or stream.'
        : 'Correct what the runtime sends: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
    ]);
  }
  return unsuitable('EVENT', `the event failed: ${brief(failure)}`, [
    'Correct the handler, or give an event that it answers: --event FILE',
  ]);
}

function brief({ errorType, message }: Failure): string {
  const words = firstLine(message.replace(/^RequestId: \S+ Error: /, ''));
  return words === '' ? quote(errorType) : `${quote(errorType)}: ${words}`;
}

/** What the start of an image says about it, as findings. */
import { asWarning, type Finding, unsuitable } from '../finding.js';
import { evidenceIn, firstLine } from './evidence.js';
import { extensionFinding } from './extension-finding.js';
import { findSymptom } from './find-symptom.js';
import { firewallHint } from './firewall-hint.js';
import { launchFinding } from './launch-finding.js';
import { nearlyFull, raiseMemory } from './memory-advice.js';
import type { ProbedInit, ProbeSettings } from './probe-facts.js';
import { quote } from './quote.js';
import { memoryPattern, serverPattern } from './symptom-rows.js';

/** Milliseconds: init is repeated within the first invocation beyond. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
const longestInit = 10_000;
const slowInit = 8_000;

const addClient = [
  'Add a runtime interface client for the language (npm: aws-lambda-ric, pip: awslambdaric), and make it the ENTRYPOINT.',
  'A web server: copy the Lambda Web Adapter to /opt/extensions. https://github.com/awslabs/aws-lambda-web-adapter',
];

const notAlone =
  'Check it again when this machine has nothing else to do, which makes a start slower than it is on Lambda.';

/** Nothing when it was ready in time, with memory to spare. */
export function initFindings(init: ProbedInit, settings: ProbeSettings): Finding[] {
  if (init.kind === 'ready')
    return [...(init.milliseconds > slowInit ? [slow(init)] : []), ...memoryRemark(init, settings)];
  if (init.kind === 'refused') return [launchFinding(init)];
  if (init.extension !== undefined) return [brokenExtension(init, init.extension)];
  if (init.outOfMemory || memoryPattern.test(init.output)) return [outOfMemory(init, settings)];
  return [symptom(init) ?? withoutSymptom(init)];
}

function slow({ milliseconds }: ProbedInit): Finding {
  return asWarning(
    unsuitable(
      'C13',
      `it took ${seconds(milliseconds)} here before it asked for work; beyond ${seconds(longestInit)} Lambda starts it again within the first invocation`,
      ['Load less before the handler, or only when the first event needs it.', notAlone],
    ),
  );
}

/** Where a process of it was killed and the others went on, this is all that tells. */
function memoryRemark({ maxMemoryUsed }: ProbedInit, { memorySize }: ProbeSettings): Finding[] {
  if (maxMemoryUsed === undefined || maxMemoryUsed < memorySize * nearlyFull) return [];
  const finding = unsuitable(
    'C11',
    `it took ${maxMemoryUsed} of ${memorySize} MB to start; when the memory is full, processes of it are killed`,
    [raiseMemory(memorySize)],
  );
  return [asWarning(finding)];
}

function brokenExtension(init: ProbedInit, name: string): Finding {
  const { errorType = 'Extension.Crash', message = 'no reason given' } = init;
  const why =
    init.kind === 'timeout'
      ? `had not asked for its first event within ${seconds(longestInit)}, while the function waited for work`
      : `failed: ${quote(errorType)}, ${quote(message)}`;
  return extensionFinding(name, why, init.output);
}

function outOfMemory(init: ProbedInit, { memorySize }: ProbeSettings): Finding {
  const finding = unsuitable(
    'C10',
    `it needs more memory to start than ${memorySize} MB: ${howItEnded(init)}`,
    [raiseMemory(memorySize)],
  );
  return { ...finding, evidence: evidenceIn(init.output, memoryPattern) };
}

/** What its own words tell. */
function symptom(init: ProbedInit): Finding | undefined {
  const error = init.kind === 'error' ? `${init.errorType}: ${init.message ?? ''}` : '';
  const said = { error, output: init.output };
  return findSymptom(said, (cause) => `it does not start: ${cause} (${howItEnded(init)})`);
}

function withoutSymptom(init: ProbedInit): Finding {
  return { ...unexplained(init), evidence: evidenceIn(init.output) };
}

function unexplained(init: ProbedInit): Finding {
  if (init.kind === 'error') {
    return unsuitable('INIT', `it does not start: ${howItEnded(init)}`, [
      'Correct what its code does before the handler is called.',
    ]);
  }
  if (serverPattern.test(init.output)) {
    return unsuitable(
      'C9',
      `it is a server that waits for requests of its own, and never asks Lambda for work (${howItEnded(init)})`,
      [...addClient].reverse(),
    );
  }
  if (init.kind === 'timeout') {
    return unsuitable(
      'C13',
      `it did not ask for work within ${seconds(longestInit)} here: Lambda starts it again within the first invocation, under the function's timeout`,
      [
        'Load less before the handler, or look for what it waits for.',
        notAlone,
        ...addClient,
        ...(init.reached === false ? [firewallHint] : []),
      ],
    );
  }
  if (init.exitCode === 0) {
    return unsuitable(
      'C9',
      `it runs once and ends, and never asks Lambda for work: ${howItEnded(init)}`,
      addClient,
    );
  }
  const missing = init.exitCode === 127;
  const why = missing ? ' (127: a command was not found)' : '';
  return unsuitable('C9', `it ended before it asked Lambda for work: ${howItEnded(init)}${why}`, [
    missing
      ? 'Install the program that it calls in the last stage of the Dockerfile.'
      : 'Correct what it stumbles over; a program that does not speak the Runtime API ends like this too:',
    ...addClient,
  ]);
}

function howItEnded({ kind, exitCode, milliseconds, errorType, message }: ProbedInit): string {
  const after = `after ${Math.round(milliseconds)} ms`;
  if (kind === 'timeout') return `nothing happened within ${seconds(longestInit)}`;
  if (kind === 'error' && errorType !== undefined) {
    const words = firstLine(message ?? '');
    return `${quote(errorType)} ${after}${words === '' ? '' : `: ${words}`}`;
  }
  if (exitCode === 137 && kind === 'exited') return `killed ${after}`;
  return exitCode === undefined ? `it ended ${after}` : `it ended with exit code ${exitCode} ${after}`;
}

function seconds(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toFixed(1))} s`;
}

/** What it says about an image that its entry point could not be executed. */
import { type Finding, unsuitable } from '../finding.js';
import type { ProbedInit } from './probe-facts.js';
import { quote } from './quote.js';

/** Of an outcome `refused`, in the words that Lambda has for it: `fork/exec /app: exec format error`. */
export function launchFinding({ message = '', errorType = '' }: ProbedInit): Finding {
  const said = quote(message);
  const program = /fork\/exec (\S+):/.exec(said)?.[1] ?? 'the entry point';
  if (/exec format error/.test(said)) {
    return unsuitable('C1', `its entry point cannot be executed: ${said}`, [
      'Build the program for the processor of the image, and check that a script has a first line #!/bin/sh.',
    ]);
  }
  if (/Runtime\.InvalidWorkingDir|working directory/.test(`${errorType} ${said}`)) {
    return unsuitable('C7', `it cannot be started in its working directory: ${said}`, [
      'Create it in the Dockerfile (WORKDIR does), or correct imageConfig.workingDirectory.',
    ]);
  }
  if (/permission denied/.test(said)) {
    return unsuitable('C3', `its entry point cannot be executed by Lambda's user: ${said}`, [
      `Make it executable for all, with the folders on the way: RUN chmod 755 ${program}`,
    ]);
  }
  if (/no such file or directory/.test(said)) {
    return unsuitable('C2', `its entry point does not exist, or what it needs to be run does not: ${said}`, [
      'Write the absolute path of a program that is in the image, with its interpreter (#!, loader of the C library).',
    ]);
  }
  return unsuitable('INIT', `it could not be started: ${said || errorType}`, [
    `Look at what is started: docker image inspect --format '{{json .Config}}' IMAGE`,
  ]);
}

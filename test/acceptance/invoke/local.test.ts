/** Invoke against functions that really run: deployed to the local region and started in containers of this machine. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InvocationResult } from '../../../src/domain/invocation/invocation-result.js';
import { expectRefusal } from '../failure-cases/both-faces.js';
import { createProject, type Project } from '../project.js';
import { type RegionProcess, startRegionProcess } from '../region-process.js';
import { document, type Run, runLading } from '../run-lading.js';

const runtime = new URL('../../images/shell-runtime/bootstrap', import.meta.url);
const dockerfile = `FROM scratch
COPY busybox /bin/busybox
COPY bootstrap /var/task/bootstrap
WORKDIR /var/task
ENTRYPOINT ["/bin/busybox", "sh", "/var/task/bootstrap"]
CMD ["echo"]
`;
const one = (name: string, settings = '') =>
  `  ${name}: { role: auto, memorySize: 128, imageConfig: { command: [${name}] }${settings} }\n`;
const config = `name: invoked\nfunctions:\n${one('echo')}${one('fail')}${one('exit-0')}${one('write-home')}${one('wait', ', timeout: 1')}`;

let project: Project;
let region: RegionProcess;

beforeAll(async () => {
  const bootstrap = await readFile(runtime, 'utf8');
  project = await createProject({ Dockerfile: dockerfile, bootstrap, 'lading.yaml': config });
  region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
  const deployed = await lading('deploy');
  expect(deployed.code, deployed.stderr).toBe(0);
});

afterAll(async () => {
  await region?.stop();
  await project?.remove();
});

function lading(...args: string[]): Promise<Run> {
  return runLading([...args, '--local'], { cwd: project.folder });
}

it.each([[], ['--stream']])('answers, and reports what it took %j', async (...flags: string[]) => {
  const event = '{"n": 12345678901234567890, "é": [1.10]}';
  const run = await lading('invoke', 'echo', event, ...flags);
  expect({ code: run.code, stdout: run.stdout }, run.stderr).toEqual({ code: 0, stdout: `${event}\n` });
  expect(run.stderr).toContain('Invoking echo:live, the alias of the configuration');
  expect(run.stderr).toMatch(/took [\d.]+ ms, billed \d+ ms/);
  expect(run.stderr).toMatch(/estimate: [\d.]+ USD for a million/);
  const shown = document<InvocationResult>(await lading('invoke', 'echo', '[1]', ...flags, '--json'));
  expect(shown).toMatchObject({ payload: [1], executedVersion: '1', report: { memorySize: 128 } });
});

it.each([
  ['fail', undefined, 'the event is odd'],
  ['exit-0', 'C9', 'Runtime exited without providing a reason'],
  ['write-home', 'C22', 'Read-only file system'],
])('%s ends with 4 and its cause', async (name, diagnosis, text) => {
  const run = await lading('invoke', name, '--json');
  const { details } = expectRefusal(run, { code: 'INVOCATION_FAILED', exit: 4, says: [text] });
  expect(details.diagnosis).toBe(diagnosis);
});

it('tells a timeout', async () => {
  const run = await lading('invoke', 'wait', '{"seconds": 5}');
  expect(run.code, run.stderr).toBe(4);
  expect(run.stderr).toContain('Task timed out after 1.00 seconds');
  expect(run.stderr).toContain('  Try: Raise timeout');
});

it('queues and tries', async () => {
  const queued = document<InvocationResult>(await lading('invoke', 'echo', '[2]', '--async', '--json'));
  expect(queued).toMatchObject({ statusCode: 202, payloadFormat: 'none' });
  const tried = document<InvocationResult>(await lading('invoke', 'echo', '--dry-run', '--json'));
  expect(tried.statusCode).toBe(204);
});

it('knows neither a function nor a version that is not there', async () => {
  for (const [name, says, suggestion] of [
    ['ecko', 'Function not found: arn:aws:lambda', 'Did you mean echo, of the configuration file?'],
    ['echo:9', 'echo has no version 9.', 'See its versions and aliases: lading history echo --local'],
    [
      'echo:nowhere',
      'echo has no alias nowhere.',
      'See its versions and aliases: lading history echo --local',
    ],
  ] as const) {
    const run = await lading('invoke', name, '--json');
    const { suggestions } = expectRefusal(run, { code: 'FUNCTION_NOT_FOUND', exit: 4, says: [says] });
    expect(suggestions[0]).toBe(suggestion);
  }
});

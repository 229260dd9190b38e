/** Issue 5 items 4 and 6: what a function that really runs in the local region logs, and how it is read. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LogsResult } from '../../../src/domain/logs/log-document.js';
import { createProject, type Project } from '../project.js';
import { type RegionProcess, startRegionProcess } from '../region-process.js';
import { document, type Run, runLading } from '../run-lading.js';
import { startRunning } from './log-scene.js';

const dockerfile = `FROM scratch
COPY busybox /bin/busybox
COPY bootstrap /var/task/bootstrap
WORKDIR /var/task
ENTRYPOINT ["/bin/busybox", "sh", "/var/task/bootstrap"]
CMD ["echo"]
`;
const config = 'name: logged\nfunctions:\n  echo: { role: auto, memorySize: 128 }\n';

let project: Project;
let region: RegionProcess;

beforeAll(async () => {
  const bootstrap = await readFile(new URL('../../images/shell-runtime/bootstrap', import.meta.url), 'utf8');
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

it('is followed while it is invoked, and read afterwards by request', async () => {
  const log = startRunning(['logs', 'echo', '--follow', '--local'], project.folder, {});
  await log.untilTold('Waiting for it.');
  const invoked = await lading('invoke', 'echo', '{}');
  expect(invoked.code, invoked.stderr).toBe(0);
  await log.until('REPORT RequestId: ');
  const run = await log.interrupt();
  expect(run.code).toBe(130);
  const [, requestId = ''] = /START RequestId: (\S+) Version: 1/.exec(run.stdout) ?? [];
  expect(requestId).not.toBe('');
  const read = document<LogsResult>(await lading('logs', 'echo', '--qualifier', 'live', '--json'));
  const own = read.events.filter((event) => event.requestId === requestId).map(({ message }) => message);
  expect(own[0]).toBe(`START RequestId: ${requestId} Version: 1\n`);
  expect(own.at(-2)).toBe(`END RequestId: ${requestId}\n`);
  expect(own.at(-1)).toMatch(/^REPORT RequestId: \S+\tDuration: .*Max Memory Used: \d+ MB\t?.*\n$/);
  expect(read.events[0]?.stream).toMatch(/^\d{4}\/\d\d\/\d\d\/\[1\][0-9a-f]{32}$/);
  expect(
    document<LogsResult>(await lading('logs', 'echo', '--qualifier', '$LATEST', '--json')).events,
  ).toEqual([]);
});

it('is still there after the region was killed', async () => {
  const before = document<LogsResult>(await lading('logs', 'echo', '--json'));
  await region.kill();
  const after = document<LogsResult>(await lading('logs', 'echo', '--json'));
  expect(after).toEqual(before);
  region = await startRegionProcess(join(project.folder, '.lading', 'region'));
});

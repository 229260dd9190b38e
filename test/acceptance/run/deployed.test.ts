/** Issue 5 item 3: `lading run` takes images out of ECR and configuration from deployed functions; here those of the local region. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeEngine } from '../../servers/engine.js';
import { createProject, type Project } from '../project.js';
import { type RegionProcess, startRegionProcess } from '../region-process.js';
import { document, type Run, runLading } from '../run-lading.js';
import { forgetImages } from './forget-image.js';
import { startRun } from './run-process.js';

const runtime = new URL('../../images/shell-runtime/bootstrap', import.meta.url);
const dockerfile = (mark: string): string => `FROM scratch
COPY busybox /bin/busybox
COPY bootstrap /var/task/bootstrap
LABEL mark=${mark}
WORKDIR /var/task
ENTRYPOINT ["/bin/busybox", "sh", "/var/task/bootstrap"]
`;
const config = `name: deployed
functions:
  facts:
    name: deployed-facts
    role: auto
    memorySize: 192
    timeout: 7
    environment: { TABLE: value-of-a-table }
    imageConfig: { command: [facts] }
`;

interface Deployed {
  readonly image: { readonly uri: string };
}

describeEngine('what is deployed', () => {
  let project: Project;
  let region: RegionProcess;
  let uri: string;

  beforeAll(async () => {
    const bootstrap = await readFile(runtime, 'utf8');
    // Made for this test alone, so that taking it out of the engine takes nothing from others.
    const Dockerfile = dockerfile(`m${process.pid}-${Date.now()}`);
    project = await createProject({ Dockerfile, bootstrap, 'lading.yaml': config });
    region = await startRegionProcess(join(project.folder, '.lading', 'region'), ['--port', '0']);
    const deployed = await lading('deploy', '--json');
    expect(deployed.code, deployed.stderr).toBe(0);
    uri = document<Deployed>(deployed).image.uri;
    await forget();
  });

  afterAll(async () => {
    await forget();
    await region?.stop();
    await project?.remove();
  });

  const lading = (...args: string[]): Promise<Run> =>
    runLading([...args, '--local'], { cwd: project.folder });

  /** As on a machine that has never seen the image. */
  const forget = (): Promise<void> => forgetImages(region.host);

  it('runs by its digest alone, pulled with the registry’s own credentials', async () => {
    const running = await startRun([uri, '--local', '--command', 'echo'], { cwd: project.folder });
    expect(await (await running.send({ pulled: true })).json()).toEqual({ pulled: true });
    expect(running.result).toMatchObject({ memorySize: 128, timeout: 3 });
    await running.end('SIGINT');
    await forget();
  });

  it('runs like the deployed function, and tells none of its variables', async () => {
    const running = await startRun(['--like', 'facts:live', '--local'], { cwd: project.folder });
    expect(running.result).toMatchObject({
      function: 'deployed-facts',
      version: '1',
      memorySize: 192,
      timeout: 7,
    });
    const response = await running.send({});
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('192')]);
    expect(running.log()).not.toContain('value-of-a-table');
  });

  it('has flags go over what is deployed', async () => {
    const flags = ['--memory', '256', '--command', 'echo', '--function', 'other'];
    const running = await startRun(['--like', 'deployed-facts', '--local', ...flags], {
      cwd: project.folder,
    });
    expect(running.result).toMatchObject({ function: 'other', memorySize: 256, timeout: 7 });
    expect(await (await running.send({ a: 1 })).json()).toEqual({ a: 1 });
  });

  it('says what is not there', async () => {
    const missing = await lading('run', '--like', 'nobody', '--port', '0');
    expect([missing.code, missing.stderr]).toEqual([4, expect.stringContaining('FUNCTION_NOT_FOUND')]);
    const gone = `${uri.slice(0, uri.indexOf('@'))}@sha256:${'0'.repeat(64)}`;
    const image = await lading('run', gone, '--port', '0');
    expect([image.code, image.stderr]).toEqual([4, expect.stringContaining('IMAGE_NOT_FOUND')]);
  });

  it('is forgotten by the engine as well when the region is reset', async () => {
    const names = async (): Promise<string[]> => {
      const images = await new Docker().listImages({ digests: true });
      return images.flatMap(({ RepoTags, RepoDigests }) => [...(RepoTags ?? []), ...(RepoDigests ?? [])]);
    };
    const isOurs = (name: string): boolean => name.startsWith(`${region.host}/`);
    const loaded = `lading/region/deployed-facts:${uri.slice(-64).slice(0, 12)}`;
    const foreign = `lading/region/deployed-facts:${'0'.repeat(12)}`;
    // As a region does it that has to load what it runs.
    for (const name of [loaded, foreign]) {
      const [repo = '', tag = ''] = name.split(':');
      await new Docker().getImage(uri).tag({ repo, tag });
    }
    expect((await names()).filter(isOurs)).not.toEqual([]);
    await region.stop();
    const reset = await runLading(['region', 'reset', '--yes', '--json'], { cwd: project.folder });
    expect(document(reset)).toMatchObject({ reset: true });
    const left = await names();
    expect(left.filter((name) => isOurs(name) || name === loaded)).toEqual([]);
    expect(left).toContain(foreign);
    await new Docker().getImage(foreign).remove();
  });
});

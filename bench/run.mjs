/**
 * `npm run bench [-- --pairs N] [-- --only CASE]`: lading against a shell script of docker and the AWS CLI, pair by pair on the
 * same region and engine. Prints Markdown tables and writes bench/results/latest.json. docs/benchmarks.md says what is measured.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cases } from './cases.mjs';
import { createProject } from './create-project.mjs';
import { measurePair, runLading, runScript } from './measure-pair.mjs';
import { measureStartUp } from './measure-start-up.mjs';
import { removeImages } from './remove-images.mjs';
import { render } from './render.mjs';
import { runProcess } from './run-process.mjs';
import { activationDelay, latency, startWorld } from './start-world.mjs';
import { summarizeCase, summarizeStartUp } from './summarize.mjs';

const startUpRounds = 21;
const label = `run-${process.pid}`;
const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '5' }, only: { type: 'string' } },
});
const chosen = cases.filter(({ id }) => !values.only || id === values.only || id === 'first');

const world = await startWorld();
try {
  const times = await measureStartUp(startUpRounds);
  const measured = await measureCases(Number(values.pairs));
  const summary = {
    machine: await describeMachine(),
    settings: { pairs: Number(values.pairs), latency, activationDelay },
    cases: chosen.map(({ id, title }) => ({ id, ...summarizeCase(title, measured.get(id)) })),
    startUp: summarizeStartUp(times),
    measurements: { cases: Object.fromEntries(measured), startUp: times },
  };
  const folder = fileURLToPath(new URL('./results/', import.meta.url));
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}latest.json`, `${JSON.stringify(summary, null, 2)}\n`);
  console.log(`${JSON.stringify(summary.machine)}\n\n${render(summary)}`);
} finally {
  await world.stop();
  await removeImages(label);
}

/** Measurements by case. Each pair begins with projects of its own; the four functions are made once, and unmeasured. */
async function measureCases(pairs) {
  const measured = new Map(chosen.map(({ id }) => [id, []]));
  const four = await createProjects('four', ['a', 'b', 'c', 'd']);
  await runScript('first', four.script, world);
  await runLading(['--no-publish'], four.lading, world);
  await runProcess('aws', ['ecr', 'create-repository', '--repository-name', four.bare.name], world);
  for (let pair = 1; pair <= pairs; pair++) {
    const single = await createProjects(`pair-${pair}`, ['only']);
    await runProcess('aws', ['ecr', 'create-repository', '--repository-name', single.bare.name], world);
    for (const what of chosen) {
      const projects = what.projects === 'four' ? four : single;
      const result = await measurePair(what, projects, world, pair % 2 === 1);
      measured.get(what.id).push(result);
      const [script, lading] = [result.script.wall, result.lading.wall].map((wall) =>
        (wall / 1000).toFixed(2),
      );
      console.error(`pair ${pair} of ${pairs}, ${what.title}: script ${script} s, lading ${lading} s`);
    }
  }
  return measured;
}

/** One for each side and one for the bare engine: the same but for names and random bytes. */
async function createProjects(name, functions) {
  const create = (side) =>
    createProject({
      parent: world.folder,
      name: `${name}-${side}`,
      functions: functions.map((each) => `${name}-${side}-${each}`),
      role: world.role,
      label,
    });
  return { script: await create('script'), lading: await create('lading'), bare: await create('bare') };
}

async function describeMachine() {
  const print = async (command, ...args) => (await runProcess(command, args)).stdout.trim();
  return {
    date: new Date().toISOString(),
    cpu: `${cpus().length} × ${cpus()[0]?.model}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${release()}`,
    node: process.version,
    engine: await print('docker', 'version', '--format', '{{.Server.Version}}'),
    docker: await print('docker', 'version', '--format', '{{.Client.Version}}'),
    aws: await print('aws', '--version'),
    lading: await print('git', 'rev-parse', '--short', 'HEAD'),
  };
}

/**
 * `npm run bench:run [-- --rounds N]`: `lading run` against `docker run` of the same image with a bare Runtime API, in turns.
 * Prints Markdown tables. docs/benchmarks.md says what is measured.
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bareRuntimeApi } from './bare-runtime-api.mjs';
import { runProcess } from './run-process.mjs';
import { lading } from './start-world.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '9' } } });
const rounds = Number(values.rounds);
const warmEvents = 300;
const atOnce = 50;
const image = `lading-bench/function:run-${process.pid}`;
const network = `lading-bench-${process.pid}`;

await runProcess('docker', ['network', 'create', network]);
const gateway = await printed(
  'network',
  'inspect',
  '--format',
  '{{(index .IPAM.Config 0).Gateway}}',
  network,
);
await buildImage();
try {
  const starts = [];
  const warm = [];
  for (let round = 1; round <= rounds; round += 1) {
    const sides = round % 2 === 1 ? [measureLading, measureBare] : [measureBare, measureLading];
    const measured = {};
    for (const measure of sides) Object.assign(measured, await measure());
    starts.push({ lading: measured.ladingStart, bare: measured.bareStart });
    warm.push({ lading: measured.ladingWarm, bare: measured.bareWarm });
    console.error(
      `round ${round} of ${rounds}: first answer ${measured.ladingStart.toFixed(0)} ms, bare ${measured.bareStart.toFixed(0)} ms; ` +
        `warm ${measured.ladingWarm.toFixed(2)} ms, bare ${measured.bareWarm.toFixed(2)} ms`,
    );
  }
  console.log(
    [
      '| | lading run | bare | above it |',
      '|---|---|---|---|',
      row('first answer, ms', starts, 0),
      row('warm event, median of a round, ms', warm, 2),
      '',
      await measureMany(),
    ].join('\n'),
  );
} finally {
  await runProcess('docker', ['rmi', '-f', image]);
  await runProcess('docker', ['network', 'rm', network]);
}

async function buildImage() {
  const script = fileURLToPath(new URL('../scripts/base-image.mjs', import.meta.url));
  const base = (await runProcess(process.execPath, [script, '--offline'])).stdout.trim();
  const folder = await mkdtemp(join(tmpdir(), 'lading-bench-'));
  const dockerfile = `FROM ${base}\nCOPY runtime.mjs /var/task/\nENTRYPOINT ["/var/lang/bin/node", "/var/task/runtime.mjs"]\nCMD ["echo"]\n`;
  await writeFile(join(folder, 'Dockerfile'), dockerfile);
  await copyFile(new URL('function/runtime.mjs', import.meta.url), join(folder, 'runtime.mjs'));
  await runProcess('docker', ['build', '-q', '-t', image, folder]);
  await rm(folder, { recursive: true });
}

async function printed(...args) {
  return (await runProcess('docker', args)).stdout.trim();
}

/** From the start of the process to the first answer; then events one after the other. */
async function measureLading() {
  const started = performance.now();
  const running = await startLading([]);
  await running.send('{}');
  const ladingStart = performance.now() - started;
  const ladingWarm = await medianOf(warmEvents, () => running.send('{}'));
  await running.stop();
  return { ladingStart, ladingWarm };
}

/** From the start of `docker run` to the first `next`; then events one after the other. */
async function measureBare() {
  const api = await bareRuntimeApi(gateway);
  const started = performance.now();
  const flags = ['run', '--rm', '--init=false', '--memory', '512m', '--network', network, '-e'];
  const child = spawn('docker', [...flags, `AWS_LAMBDA_RUNTIME_API=${gateway}:${api.port}`, image], {
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const bareStart = (await api.firstNext) - started;
  await api.invoke('{}');
  const bareWarm = await medianOf(warmEvents, () => api.invoke('{}'));
  // The runtime ends when its connection does.
  api.close();
  await ended;
  return { bareStart, bareWarm };
}

/** All at once, each with an answer of its own. */
async function measureMany() {
  const running = await startLading(['--strict', '--concurrency', String(atOnce), '--timeout', '60']);
  const times = [];
  for (const state of ['cold', 'warm']) {
    const events = Array.from({ length: atOnce }, (_, index) => JSON.stringify({ index, milliseconds: 100 }));
    const started = performance.now();
    const answers = await Promise.all(events.map(running.send));
    const right = answers.filter((answer, index) => answer === events[index]).length;
    const seconds = ((performance.now() - started) / 1000).toFixed(2);
    times.push(`| ${state} | ${seconds} s | ${right} |`);
  }
  await running.stop();
  return [
    `| ${atOnce} events of 100 ms at once | all answered after | answers that were their own |`,
    '|---|---|---|',
    ...times,
  ].join('\n');
}

async function startLading(flags) {
  const args = [lading, 'run', image, '--port', '0', '--memory', '512', '--json', '--quiet', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const { invocations } = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part;
      if (text.endsWith('}\n')) resolve(JSON.parse(text));
    });
    child.once('close', (code) => reject(new Error(`lading run ended with ${code}`)));
  });
  return {
    async send(body) {
      const response = await fetch(invocations, { method: 'POST', body });
      if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
      return response.text();
    },
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}

async function medianOf(count, work) {
  const times = [];
  for (let index = 0; index < count; index += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return median(times);
}

function row(title, pairs, digits) {
  const figures = [
    pairs.map(({ lading: wall }) => wall),
    pairs.map(({ bare }) => bare),
    pairs.map(({ lading: wall, bare }) => wall - bare),
  ];
  const cells = figures.map(
    (all) =>
      `${median(all).toFixed(digits)} (${Math.min(...all).toFixed(digits)}–${Math.max(...all).toFixed(digits)})`,
  );
  return `| ${title} | ${cells[0]} | ${cells[1]} | **${cells[2]}** |`;
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

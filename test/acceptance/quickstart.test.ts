/** README's first command: what it prints, what it leaves behind, and that a killed run does not disturb the next one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/quickstart', import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-test-quickstart-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function start(): { child: ChildProcess; ended: Promise<{ code: number | null; output: string }> } {
  const child = spawn('bash', [script, '--offline'], {
    env: { ...process.env, TMPDIR: folder, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal gives it.
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  // Not `close`: what a killed run leaves running keeps the streams open.
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once('exit', (code) => resolve({ code, output })),
  );
  return { child, ended };
}

/** The process id in a file of the one run there is, as soon as it is there. */
async function processId(name: string): Promise<number> {
  for (let tries = 0; tries < 600; tries += 1) {
    for (const run of await readdir(folder)) {
      const path = join(folder, run, name);
      const text = existsSync(path) ? await readFile(path, 'utf8') : '';
      if (text !== '') return Number(text);
    }
    await sleep(100);
  }
  throw new Error(`no ${name} in ${folder}`);
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('npm run quickstart', () => {
  it('deploys and answers, finds nothing to do, sends one layer of a changed handler, and goes back', async () => {
    const { code, output } = await start().ended;
    expect(code, output).toBe(0);
    expect(output).toContain('4 of 4 layers sent\nhello  created, Active, version 1, live → 1');
    expect(output).toContain('Nothing to do: everything is as it should be.');
    expect(output).toMatch(/The region saw \d+ requests, 0 of them changing anything\./);
    expect(output).toContain('1 of 4 layers sent\nhello  updated, Active, version 2, live → 2');
    const answers = output.match(/"message":"(\w+), Ada!"/g);
    expect(answers).toEqual(['Hello', 'Welcome', 'Hello'].map((word) => `"message":"${word}, Ada!"`));
    const [project] = (await readdir(folder)).map((name) => join(folder, name));
    expect(output).toContain(`The project stays in ${project}/hello`);
    expect((await readdir(project ?? '')).sort()).toEqual(['hello']);
  });

  it('goes on after a run that was killed', async () => {
    const killed = start();
    const region = await processId('region.pid');
    process.kill(killed.child.pid ?? 0, 'SIGKILL');
    await killed.ended;
    const { code, output } = await start().ended;
    expect(code, output).toBe(0);
    expect(runs(region), 'the region of the killed run').toBe(false);
    expect(await readdir(folder), 'one folder: that of the run that ended').toHaveLength(1);
  });

  it('ends with 2 for an argument that it does not know', async () => {
    const child = spawn('bash', [script, '--of-line'], { stdio: 'ignore' });
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(2);
  });
});

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runOnTerminal, type TerminalRun } from './pseudo-terminal.js';
import { screenOf } from './terminal-screen.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-terminal-'));
  await build({
    entryPoints: [fileURLToPath(new URL('scene.ts', import.meta.url))],
    outfile: join(folder, 'scene.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** stdout goes to a file, where nothing but a result may ever be. */
async function play(scene: string, interruptAt?: string): Promise<TerminalRun & { stdout: string }> {
  const command = `${process.execPath} scene.mjs ${scene} > ${scene}.txt`;
  const run = await runOnTerminal(command, { cwd: folder, ...(interruptAt && { interruptAt }) });
  return { ...run, stdout: await readFile(join(folder, `${scene}.txt`), 'utf8') };
}

const count = (screen: readonly string[], text: string): number => screen.join('\n').split(text).length - 1;

describe('a pipeline on a terminal', () => {
  it('leaves a line a step with its outcome, and no progress', async () => {
    const { code, screen, raw, stdout } = await play('success');
    expect(code).toBe(0);
    expect(screen).toEqual(['✔ Look  here', '✔ Build  image-1', '✔ Ask  yes', 'END']);
    expect(raw).toContain('half way');
    expect(stdout).toBe('');
  });

  it('marks the step that failed and leaves the error to the command, which says it once', async () => {
    const { code, screen, stdout } = await play('failure');
    expect(code).toBe(4);
    expect(screen).toEqual([
      '✔ Look  here',
      '✖ Push  12.0 of 30.0 MB',
      'Error PUSH_FAILED: the registry said no',
      '  Try: Push again.',
      '  More: docs/errors.md#push_failed',
    ]);
    expect(stdout).toBe('');
  });

  it('survives a step that fails before it was drawn', async () => {
    const { code, screen } = await play('atOnce');
    expect(code).toBe(4);
    expect(screen[0]).toBe('✖ Push');
    expect(count(screen, 'the registry said no')).toBe(1);
  });

  it('shows each function’s own end', async () => {
    const { code, screen } = await play('functions');
    expect(code).toBe(4);
    expect(screen.slice(0, 2)).toEqual(['✔ Function a  created', '✖ Function b  12.0 of 30.0 MB']);
    expect(count(screen, 'b said no')).toBe(1);
  });

  it('keeps warnings below the step', async () => {
    const { screen } = await play('warning');
    expect(screen).toEqual(['✔ Build  image-1', 'Build: warning: it is large', 'END']);
  });

  it('cuts a line that is longer than the terminal, instead of drawing it several times', async () => {
    const { screen } = await play('long');
    expect(screen).toHaveLength(2);
    expect(screen[0]?.length).toBeLessThanOrEqual(80);
  });

  it('ends with 130 on Ctrl-C, with the cursor back and the step marked', async () => {
    const { code, screen, raw, stdout } = await play('interrupt', 'Pending');
    expect(code).toBe(130);
    expect(screen.some((line) => line.startsWith('✖ Wait'))).toBe(true);
    expect(raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(raw.lastIndexOf('\x1b[?25l'));
    expect(stdout).toBe('');
  });

  it('answers Ctrl-C at once, also when stopping takes a while', async () => {
    const { code, raw, screen } = await play('slowToStop', 'Pending');
    expect(code).toBe(130);
    expect(raw).toContain('winding down');
    expect(raw.indexOf('stopping; press Ctrl-C again')).toBeGreaterThan(0);
    expect(raw.indexOf('stopping; press Ctrl-C again')).toBeLessThan(raw.indexOf('winding down'));
    expect(screen[0]).toBe('✖ Wait  winding down');
  });
});

describe('screenOf', () => {
  it.each([
    ['plain lines', 'a\r\nb\r\n', ['a', 'b']],
    ['a line drawn over', 'old\r\x1b[2Knew', ['new']],
    ['lines drawn over', 'a\r\nb\r\n\x1b[2A\x1b[JX\r\n', ['X']],
    ['colours', '\x1b[32mok\x1b[39m', ['ok']],
    ['the end of a line', 'abc\r\x1b[1C\x1b[K', ['a']],
  ])('%s', (_what, output, lines) => {
    expect(screenOf(output)).toEqual(lines);
  });
});

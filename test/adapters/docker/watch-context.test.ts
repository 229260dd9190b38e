import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createContextWatcher } from '../../../src/adapters/docker/watch-context.js';

/** A context in a folder of its own, watched until the test ends. */
async function watched(ignore = '', dockerfile = 'Dockerfile') {
  const folder = await mkdtemp(join(tmpdir(), 'lading-watch-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const context = join(folder, 'context');
  await mkdir(join(context, 'src'), { recursive: true });
  await mkdir(join(context, 'node_modules', 'left'), { recursive: true });
  await writeFile(join(context, '.dockerignore'), ignore);
  await writeFile(join(context, dockerfile), 'FROM scratch\n');
  await writeFile(join(context, 'src', 'app.mjs'), '');
  const seen = new Set<string>();
  const watch = await createContextWatcher().watch({ context, dockerfile }, (path) => void seen.add(path));
  onTestFinished(watch.close);
  return {
    context,
    folder,
    seen,
    watch,
    sees: (path: string) => vi.waitFor(() => expect([...seen]).toContain(path), 3_000),
  };
}

test('files that a build would be sent are seen, others not', async () => {
  const { context, seen, sees } = await watched('node_modules\n*.log\n');
  await writeFile(join(context, 'node_modules', 'left', 'pad.js'), '');
  await writeFile(join(context, 'debug.log'), '');
  await appendFile(join(context, 'src', 'app.mjs'), '// changed\n');
  await sees('src/app.mjs');
  expect([...seen].filter((path) => /node_modules|log/.test(path))).toEqual([]);
});

test('folders that come later are watched, also with what they came with', async () => {
  const { context, sees, seen } = await watched();
  await mkdir(join(context, 'lib', 'deep'), { recursive: true });
  await sees('lib');
  await vi.waitFor(async () => {
    await appendFile(join(context, 'lib', 'deep', 'new.mjs'), '// more\n');
    expect([...seen]).toContain('lib/deep/new.mjs');
  }, 3_000);
});

test('a file that is replaced, as editors do, and one that goes are seen', async () => {
  const { context, seen, sees } = await watched();
  await writeFile(join(context, 'src', 'app.mjs~'), 'new');
  await rename(join(context, 'src', 'app.mjs~'), join(context, 'src', 'app.mjs'));
  await sees('src/app.mjs');
  seen.clear();
  await rm(join(context, 'src', 'app.mjs'));
  await sees('src/app.mjs');
});

test('a Dockerfile counts although it is ignored; other rules watch other folders', async () => {
  const { context, seen, sees } = await watched('Dockerfile\nsrc\n');
  await appendFile(join(context, 'Dockerfile'), '# changed\n');
  await sees('Dockerfile');
  await writeFile(join(context, '.dockerignore'), 'node_modules\n');
  await sees('.dockerignore');
  await vi.waitFor(async () => {
    await appendFile(join(context, 'src', 'app.mjs'), '// changed\n');
    expect([...seen]).toContain('src/app.mjs');
  }, 3_000);
});

test('of the folder of a Dockerfile outside of the context nothing else counts', async () => {
  const { folder, seen, sees } = await watched('', '../Dockerfile');
  await writeFile(join(folder, 'notes'), '');
  await appendFile(join(folder, 'Dockerfile'), '# changed\n');
  await sees('Dockerfile');
  expect([...seen]).not.toContain('notes');
});

test('once closed it is silent, and a context that is not there is refused', async () => {
  const { context, watch, seen } = await watched();
  watch.close();
  watch.close();
  await appendFile(join(context, 'src', 'app.mjs'), '// changed\n');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(seen.size).toBe(0);
  const missing = createContextWatcher().watch(
    { context: '/nonexistent', dockerfile: 'Dockerfile' },
    () => undefined,
  );
  await expect(missing).rejects.toMatchObject({ code: 'DOCKERFILE_NOT_FOUND' });
});

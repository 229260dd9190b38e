import { describe, expect, it } from 'vitest';
import { checkHandler } from '../../../src/domain/image-files/check-handler.js';
import { ask, elf, entriesOf } from './sample-files.js';

type Rows = Parameters<typeof entriesOf>[0];

const program = { head: elf('x86_64') };
const python: Rows = { '/var/lang/bin/python3': '-> python3.12', '/var/lang/bin/python3.12': program };
const node: Rows = { '/var/lang/bin/node': program };

function found(base: Rows, rows: Rows, handler: string, environment: readonly string[] = []): string[] {
  const settings = {
    entryPoint: ['/lambda-entrypoint.sh'],
    command: [handler],
    workingDirectory: '/var/task',
    environment: ['LAMBDA_TASK_ROOT=/var/task', ...environment],
  };
  return ask(entriesOf({ ...base, '/var/task/': 0o755, ...rows }), (files) =>
    checkHandler(files, settings),
  ).map(({ id, severity, message }) => `${id} ${severity} ${message}`);
}

describe('python', () => {
  it.each<[string, Rows, string]>([
    ['a file', { '/var/task/app.py': 0o644 }, 'app.handler'],
    ['a file in a folder, with a slash', { '/var/task/src/app.py': 0o644 }, 'src/app.handler'],
    ['a file in a package', { '/var/task/src/app.py': 0o644 }, 'src.app.handler'],
    ['a package', { '/var/task/app/__init__.py': 0o644 }, 'app.handler'],
    ['a compiled module', { '/var/task/app.cpython-312-x86_64-linux-gnu.so': 0o755 }, 'app.handler'],
    [
      'an installed package',
      { '/var/lang/lib/python3.12/site-packages/mine/__init__.py': 0o644 },
      'mine.api.handler',
    ],
    ['a package of a layer made part of it', { '/opt/python/mine.py': 0o644 }, 'mine.handler'],
  ])('finds %s', (_, rows, handler) => {
    expect(found(python, rows, handler)).toEqual([]);
  });

  it.each<[string, Rows, string, RegExp]>([
    [
      'a missing file',
      { '/var/task/main.py': 0o644 },
      'app.handler',
      /^C14 error .*\/var\/task\/app\.py, which does not exist/,
    ],
    ['no dot', { '/var/task/app.py': 0o644 }, 'app', /^C16 error .*"app" is malformed/],
    [
      'a file that cannot be read',
      { '/var/task/app.py': 0o600 },
      'app.handler',
      /^C24 error .*app\.py \(600\)/,
    ],
  ])('says so of %s', (_, rows, handler, finding) => {
    expect(found(python, rows, handler)).toEqual([expect.stringMatching(finding)]);
  });

  it('is not sure when PYTHONPATH is set', () => {
    expect(found(python, {}, 'app.handler', ['PYTHONPATH=/srv'])).toEqual([
      expect.stringMatching(/^C14 warning/),
    ]);
    expect(found(python, { '/srv/app.py': 0o644 }, 'app.handler', ['PYTHONPATH=/srv'])).toEqual([]);
  });
});

describe('node', () => {
  it.each<[string, Rows, string]>([
    ['a .js file', { '/var/task/index.js': 0o644 }, 'index.handler'],
    ['an .mjs file in a folder', { '/var/task/dist/index.mjs': 0o644 }, 'dist/index.handler'],
    ['a .cjs file', { '/var/task/index.cjs': 0o644 }, 'index.a.b'],
    ['a file by its absolute path', { '/opt/nodejs/index.js': 0o644 }, '/opt/nodejs/index.handler'],
    ['a package', { '/var/task/node_modules/@scope/tool/package.json': 0o644 }, '@scope/tool/main.handler'],
  ])('finds %s', (_, rows, handler) => {
    expect(found(node, rows, handler)).toEqual([]);
  });

  it.each<[string, Rows, string, RegExp]>([
    [
      'a missing file',
      { '/var/task/app.js': 0o644 },
      'index.handler',
      /^C14 error .*\/var\/task\/index\.js, \.mjs or \.cjs/,
    ],
    ['TypeScript that nobody compiled', { '/var/task/index.ts': 0o644 }, 'index.handler', /^C14 error/],
    ['no dot', {}, 'index', /^C16 error/],
    ['a way out', {}, '../index.handler', /^C16 error/],
    [
      'a folder',
      { '/var/task/dir/index.js': 0o644 },
      'dir.handler',
      /^C20 warning .*the folder \/var\/task\/dir/,
    ],
    ['a file that cannot be read', { '/var/task/index.js': 0o640 }, 'index.handler', /^C24 error/],
  ])('says so of %s', (_, rows, handler, finding) => {
    expect(found(node, rows, handler)).toEqual([expect.stringMatching(finding)]);
  });
});

it('says nothing of other languages and other images', () => {
  expect(found({}, {}, 'Assembly::Type::Method')).toEqual([]);
  const settings = { entryPoint: ['/app'], command: ['x'], workingDirectory: '', environment: [] };
  expect(ask(entriesOf(node), (files) => checkHandler(files, settings))).toEqual([]);
});

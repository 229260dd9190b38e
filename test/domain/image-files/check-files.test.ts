import { describe, expect, it } from 'vitest';
import type { FilesSubject } from '../../../src/domain/image-files/check-files.js';
import { checkFiles } from '../../../src/domain/image-files/check-files.js';
import type { FileEntry } from '../../../src/domain/image-files/file-entry.js';
import { ask, elf, entriesOf, script } from './sample-files.js';

type Rows = Parameters<typeof entriesOf>[0];

const program = { head: elf('x86_64') };

function found(
  rows: Rows,
  image: Partial<FilesSubject['image']>,
  overrides: FilesSubject['overrides'] = [],
): string[] {
  const subject: FilesSubject = {
    image: {
      architecture: 'amd64',
      entryPoint: [],
      command: [],
      workingDirectory: '',
      environment: [],
      ...image,
    },
    overrides,
  };
  const entries: FileEntry[] = entriesOf(rows);
  return ask(entries, (files) => checkFiles(files, subject)).map(
    ({ id, severity, code, message }) =>
      `${id} ${severity} ${code === 'IMAGE_UNSUITABLE' ? '' : `${code} `}${message}`,
  );
}

const starts = { entryPoint: ['/app'] };

describe('what is started', () => {
  it.each<[string, Rows, Partial<FilesSubject['image']>]>([
    ['a static program', { '/app': program }, starts],
    [
      'a program through links between folders',
      { '/bin': '-> usr/bin', '/usr/bin/x': program },
      { entryPoint: ['/bin/x'] },
    ],
    [
      'a link to a neighbour, as distributions have',
      { '/bin/sh': '-> dash', '/bin/dash': program },
      { command: ['/bin/sh', '-c', 'x'] },
    ],
    [
      'a word found in PATH',
      { '/opt/bin/x': program },
      { command: ['x'], environment: ['PATH=/usr/bin:/opt/bin'] },
    ],
    ['a word found in the usual PATH', { '/usr/bin/x': program }, { command: ['x'] }],
    [
      'a dynamic program with its loader behind a link',
      {
        '/app': { head: elf('x86_64', '/lib64/ld.so') },
        '/lib64': '-> usr/lib64',
        '/usr/lib64/ld.so': program,
      },
      starts,
    ],
    [
      'a script with its interpreter',
      { '/app': { head: script('#!/bin/sh\n') }, '/bin/sh': program },
      starts,
    ],
    ['nothing to say of another processor', { '/app': 0 }, { ...starts, architecture: '386' }],
  ])('passes %s', (_, rows, image) => {
    expect(found(rows, image)).toEqual([]);
  });

  it.each<[string, Rows, Partial<FilesSubject['image']>, RegExp]>([
    ['is missing', { '/other': program }, starts, /^C2 error its entry point \/app does not exist/],
    ['is a folder', { '/app/': 0o755 }, starts, /^C2 error its entry point \/app is not a file/],
    ['is a broken link', { '/app': '-> /gone' }, starts, /^C2 error its entry point \/app does not exist/],
    ['is a link to itself', { '/app': '-> app' }, starts, /^C2 error/],
    [
      'is in no folder of PATH',
      { '/x': program },
      { command: ['x'] },
      /^C2 error its entry point x is in no folder of PATH/,
    ],
    ['lies below a file', { '/app': program }, { entryPoint: ['/app/x'] }, /^C2 error/],
    [
      'is for the other processor',
      { '/app': { head: elf('arm64') } },
      starts,
      /^C1 error ARCHITECTURE_MISMATCH .*arm64.*x86_64/,
    ],
    ['has no x', { '/app': { ...program, mode: 0o744 } }, starts, /^C3 error .*mode 744/],
    [
      'lies in a closed folder',
      { '/root/': 0o700, '/root/app': program },
      { entryPoint: ['/root/app'] },
      /^C3 error .*folder \/root has mode 700/,
    ],
    [
      'is a script without a first line',
      { '/app': { head: script('echo hi\n') } },
      starts,
      /^C1 error .*exec format error/,
    ],
    ['is empty', { '/app': { head: script('') } }, starts, /^C1 error/],
    [
      'has Windows line ends',
      { '/app': { head: script('#!/bin/sh\r\n') }, '/bin/sh': program },
      starts,
      /^C1 error .*carriage return/,
    ],
    [
      'is a script that cannot be read',
      { '/app': { head: script('#!/bin/sh\n'), mode: 0o711 }, '/bin/sh': program },
      starts,
      /^C3 error .*cannot read/,
    ],
    [
      'lacks its interpreter',
      { '/app': { head: script('#!/bin/bash\n') } },
      starts,
      /^C2 error .*\/bin\/bash, which does not exist/,
    ],
    [
      'has an interpreter for the other processor',
      { '/app': { head: script('#!/bin/sh\n') }, '/bin/sh': { head: elf('arm64') } },
      starts,
      /^C1 error ARCHITECTURE_MISMATCH \/bin\/sh, the interpreter/,
    ],
    [
      'lacks its loader',
      { '/app': { head: elf('x86_64', '/lib/ld-musl-x86_64.so.1') } },
      starts,
      /^C2 error .*\/lib\/ld-musl-x86_64/,
    ],
    [
      'is a link that leads elsewhere',
      { '/app': '-> opt/x', '/opt/x': program },
      starts,
      /^C4 warning .*symbolic link to \/opt\/x/,
    ],
  ])('finds that it %s', (_, rows, image, finding) => {
    const findings = found(rows, image);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(finding);
  });

  it('takes the entry point of each function', () => {
    const rows = { '/app': program };
    expect(found(rows, starts, [undefined, { entryPoint: ['/other'] }])).toEqual([
      expect.stringMatching(/^C2 error its entry point \/other/),
    ]);
  });
});

describe('where it is started', () => {
  it.each<[string, Rows, string, RegExp | undefined]>([
    ['is there', { '/app': program, '/srv/': 0o755 }, '/srv', undefined],
    ['is missing', { '/app': program }, '/srv', /^C7 error .*\/srv does not exist/],
    ['is a file', { '/app': program }, '/app', /^C7 error/],
    ['is closed', { '/app': program, '/srv/': 0o700 }, '/srv', /^C3 error .*folder \/srv has mode 700/],
  ])('%s', (_, rows, workingDirectory, finding) => {
    const findings = found(rows, { ...starts, workingDirectory });
    expect(findings).toEqual(finding ? [expect.stringMatching(finding)] : []);
  });
});

describe("the function's own files", () => {
  const rows = (task: Rows): Rows => ({ '/app': program, ...task });

  it('must be readable for others', () => {
    const files = rows({
      '/var/task/a': 0o600,
      '/var/task/b/': 0o750,
      '/var/task/c': 0o640,
      '/var/task/d': 0o400,
      '/var/task/e': 0o644,
    });
    expect(found(files, { ...starts, workingDirectory: '/var/task' })).toEqual([
      "C24 warning Lambda's user cannot read /var/task/a (600), /var/task/b (750), /var/task/c (640) and 1 more",
    ]);
  });

  it('are where the image says', () => {
    const files = rows({ '/code/a': 0o600, '/var/task/b': 0o600, '/c': 0o600 });
    expect(found(files, { ...starts, environment: ['LAMBDA_TASK_ROOT=/code'] })).toEqual([
      expect.stringContaining('/code/a (600)'),
    ]);
    expect(found(files, { ...starts, workingDirectory: '/code' })).toEqual([
      expect.stringContaining('/code/a (600)'),
    ]);
    expect(found(files, { ...starts, workingDirectory: '/' })).toEqual([
      expect.stringContaining('/var/task/b (600)'),
    ]);
  });
});

describe('extensions', () => {
  const rows = (extensions: Rows): Rows => ({ '/app': program, ...extensions });

  it('may be none, or good ones', () => {
    expect(found(rows({ '/opt/extensions/good': program, '/opt/extensions/lib/x': 0o600 }), starts)).toEqual(
      [],
    );
  });

  it('must be programs for this processor', () => {
    const findings = found(
      rows({ '/opt/extensions/a': { head: elf('arm64') }, '/opt/extensions/b': 0o644 }),
      starts,
    );
    expect(findings).toEqual([
      expect.stringMatching(/^C30 error ARCHITECTURE_MISMATCH its extension \/opt\/extensions\/a /),
      expect.stringMatching(/^C30 error its extension \/opt\/extensions\/b cannot be executed/),
    ]);
  });

  it('are ten at most', () => {
    const many = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`/opt/extensions/e${index}`, program]),
    );
    expect(found(rows(many), starts)).toEqual([expect.stringMatching(/^C30 error it has 11 extensions/)]);
  });
});

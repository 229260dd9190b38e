import { closeSync, openSync, readSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseElf } from '../../../src/domain/image-files/elf.js';
import { headBytes } from '../../../src/domain/image-files/file-entry.js';
import { parseShebang } from '../../../src/domain/image-files/shebang.js';
import { needing } from '../../servers/needing.js';
import { elf, script } from './sample-files.js';

function headOf(path: string): Uint8Array {
  const file = openSync(path, 'r');
  const head = Buffer.alloc(headBytes);
  const length = readSync(file, head, 0, headBytes, 0);
  closeSync(file);
  return head.subarray(0, length);
}

const here = process.arch === 'arm64' ? 'arm64' : 'x86_64';

it('reads a real dynamic program', () => {
  expect(parseElf(headOf(process.execPath))).toEqual({
    machine: here,
    interpreter: expect.stringMatching(/^\/lib.*\/ld-(linux|musl)/),
  });
});

needing('/bin/busybox').it('reads a real static program', () => {
  expect(parseElf(headOf('/bin/busybox'))).toEqual({ machine: here });
});

it.each<[string, Uint8Array, unknown]>([
  ['arm64', elf('arm64'), { machine: 'arm64' }],
  [
    'a loader',
    elf('x86_64', '/lib/ld-musl-x86_64.so.1'),
    { machine: 'x86_64', interpreter: '/lib/ld-musl-x86_64.so.1' },
  ],
  ['another machine', Buffer.from(elf('arm64')).fill(40, 18, 19), { machine: 'machine 40' }],
  ['a head cut off in its header', elf('arm64', '/lib/ld.so').subarray(0, 40), { machine: 'arm64' }],
  ['a head cut off in its table', elf('arm64', '/lib/ld.so').subarray(0, 130), { machine: 'arm64' }],
  ['a head cut off in the name', elf('arm64', '/lib/ld.so').subarray(0, 303), { machine: 'arm64' }],
  ['no ELF file', Buffer.from('#!/bin/sh\n'.repeat(9)), undefined],
  ['nothing', new Uint8Array(), undefined],
])('reads an ELF head: %s', (_, head, facts) => {
  expect(parseElf(head)).toEqual(facts);
});

it.each<[string, unknown]>([
  ['#!/bin/sh\necho', { interpreter: '/bin/sh', carriageReturn: false }],
  ['#! /usr/bin/env  node\n', { interpreter: '/usr/bin/env', argument: 'node', carriageReturn: false }],
  ['#!/bin/sh\r\necho', { interpreter: '/bin/sh', carriageReturn: true }],
  ['#!/bin/sh -e\r\n', { interpreter: '/bin/sh', argument: '-e', carriageReturn: true }],
  ['#!/bin/sh', { interpreter: '/bin/sh', carriageReturn: false }],
  ['#!\n', { interpreter: '', carriageReturn: false }],
  ['echo', undefined],
  ['', undefined],
])('reads a first line: %j', (text, shebang) => {
  expect(parseShebang(script(text))).toEqual(shebang);
});

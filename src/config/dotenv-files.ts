/** Reads the `.env` files that `--dotenv` names. */
import { isAbsolute, resolve } from 'node:path';
import { parse } from 'dotenv';
import { AppError } from '../errors/app-error.js';
import type { Files } from '../ports/system.js';

/** Later files win. Syntax: https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow @throws FILE_UNREADABLE */
export async function readDotenvFiles(
  files: Files,
  cwd: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  const all = await Promise.all(names.map((name) => readDotenvFile(files, cwd, name)));
  return Object.assign({}, ...all);
}

async function readDotenvFile(files: Files, cwd: string, name: string): Promise<Record<string, string>> {
  const path = isAbsolute(name) ? name : resolve(cwd, name);
  const text = await files.readText(path);
  if (text !== undefined) return parse(text);
  throw new AppError({
    code: 'FILE_UNREADABLE',
    message: `--dotenv names ${name}, and there is no such file (looked for ${path}).`,
    suggestions: ['Give the path of the file from the current folder, or leave out --dotenv.'],
    details: { path },
  });
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { document, runLading } from '../acceptance/run-lading.js';
import { makeProjectFolder, type ProjectFolder } from './project-folder.js';

let folder: ProjectFolder;
let configured: ProjectFolder;
beforeAll(async () => {
  folder = await makeProjectFolder();
  configured = await makeProjectFolder();
  await configured.write(
    'lading.yaml',
    'name: shop\nfunctions:\n  resize: { role: auto }\n  rotate: { role: auto }\n',
  );
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
  await configured[Symbol.asyncDispose]();
});

interface ErrorDocument {
  readonly error: { code: string; message: string; suggestions: string[]; ref: string; details: object };
}

/** What is wrong, the words after `lading`, the code, and what the message has to say. */
const cases: readonly [what: string, line: string, code: string, text: string][] = [
  ['an unknown command', 'deploi', 'USAGE', 'lading has no command deploi'],
  ['an unknown command of a topic', 'region stop', 'USAGE', 'lading has no command region stop'],
  ['an unknown flag', 'deploy --function app --roll auto', 'USAGE', 'Nonexistent flag: --roll'],
  ['an unknown short flag', 'deploy --function app -z', 'USAGE', 'Nonexistent flag: -z'],
  ['a flag without its value', 'deploy --function', 'USAGE', 'Flag --function expects a value'],
  ['a flag given twice', 'deploy --function app --function bpp', 'USAGE', 'can only be specified once'],
  [
    'a word for a number',
    'deploy --function app --memory much',
    'USAGE',
    '--memory: Expected an integer but received: much',
  ],
  [
    'a number out of range',
    'region start --port 99999',
    'USAGE',
    '--port: Expected an integer less than or equal to 65535',
  ],
  ['flags that exclude each other', 'deploy --function app --quiet --verbose', 'USAGE', '--quiet'],
  ['a value for a switch', 'deploy --plan=true --role auto', 'USAGE', 'Flag --plan takes no value'],
  ['an argument too many', 'push app', 'USAGE', 'app'],
  [
    'a duration that is none',
    'deploy --function app --wait-timeout 5',
    'USAGE',
    '--wait-timeout 5 is not a duration',
  ],
  ['no configuration file', 'deploy', 'CONFIG_NOT_FOUND', 'no lading.yaml'],
  ['a configuration file that is not there', 'plan --config nope.yaml', 'CONFIG_NOT_FOUND', 'nope.yaml'],
  [
    'a function name that cannot be',
    'deploy --function a.b',
    'REFERENCE_INVALID',
    '"a.b" is not a function name',
  ],
  ['a tag that cannot be', 'deploy --function app --tag .x', 'REFERENCE_INVALID', '".x" is not an image tag'],
  ['several functions without a file', 'deploy one two', 'USAGE', '2 are named'],
  ['an architecture that does not exist', 'deploy --function app --architecture sparc', 'USAGE', 'sparc'],
  ['no region', 'status app', 'REGION_MISSING', 'no AWS region is set'],
  ['deleting without saying so', 'region reset', 'USAGE', 'Nothing was deleted'],
];

describe.concurrent('a command line that is wrong ends with 2', () => {
  it.each(cases)('%s, as text', async (_what, line, code, text) => {
    const run = await runLading(line.split(' '), { cwd: folder.path });
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(new RegExp(`^Error ${code}: `));
    expect(run.stderr).toContain(text);
    expect(run.stderr).toContain(`More: docs/errors.md#${code.toLowerCase()}`);
    expect(run.code).toBe(2);
  });

  it.each(cases)('%s, as JSON', async (_what, line, code, text) => {
    const run = await runLading([...line.split(' '), '--json'], { cwd: folder.path });
    const { error } = document<ErrorDocument>(run);
    expect(error).toMatchObject({ code, ref: `docs/errors.md#${code.toLowerCase()}` });
    expect(error.message).toContain(text);
    expect(error.message).not.toMatch(/[\n\t]/);
    expect(Object.keys(error).sort()).toEqual(['code', 'details', 'message', 'ref', 'suggestions']);
    expect(run.stderr).toBe('');
    expect(run.code).toBe(2);
  });
});

describe.concurrent('an unknown flag', () => {
  it.each([
    ['deploy --memmory 512', ['Did you mean --memory?', 'See --help.']],
    ['deploy --no-publsh', ['Did you mean --no-publish?', 'See --help.']],
    ['deploy --tags=v1', ['Did you mean --tag?', 'See --help.']],
    ['rollback --atomc --jsn', ['Did you mean --atomic?', 'Did you mean --json?', 'See --help.']],
    ['status --frobnicate', ['See --help.']],
    ['status -z', ['See --help.']],
  ])('%s', async (line, suggestions) => {
    const run = await runLading([...line.split(' '), '--json'], { cwd: folder.path });
    expect(document<ErrorDocument>(run).error).toMatchObject({ code: 'USAGE', suggestions });
    expect(run.code).toBe(2);
  });
});

describe.concurrent('without a configuration file', () => {
  const first = 'Go to the folder that has it, name it with --config PATH, or write one.';
  it.each([
    ['history', 'Or name a function of the account: lading history hello'],
    [
      'rollback --region eu-west-1',
      'Or name a function of the account: lading rollback hello --region eu-west-1',
    ],
    ['check', 'Or name an image: lading check my-image:latest'],
    ['build', 'Or do without one: lading build --function hello'],
    [
      'deploy',
      'Or do without one: lading deploy --function hello --role arn:aws:iam::123456789012:role/hello',
    ],
  ])('%s suggests itself', async (line, suggestion) => {
    const run = await runLading([...line.split(' '), '--json'], { cwd: folder.path });
    const { error } = document<ErrorDocument>(run);
    expect(error).toMatchObject({ code: 'CONFIG_NOT_FOUND', suggestions: [first, suggestion] });
  });

  it('one that was named is to be named right', async () => {
    const run = await runLading(['history', '--config', 'nope.yaml', '--json'], { cwd: folder.path });
    expect(document<ErrorDocument>(run).error.suggestions).toHaveLength(1);
  });
});

describe.concurrent('with a configuration file', () => {
  it('an unknown function is named, with what there is', async () => {
    const run = await runLading(['deploy', 'resise', '--json'], { cwd: configured.path });
    const { error } = document<ErrorDocument>(run);
    expect(error).toMatchObject({ code: 'USAGE', suggestions: ['Did you mean resize?'] });
    expect(error.message).toContain('resise');
    expect(run.code).toBe(2);
  });

  // oclif would take every word after --tag for a tag, and deploy all functions.
  it.each(['--tag v1', '--env A=1', '--alias live', '--build-arg A=1'])(
    'the word behind %s and its value is a function',
    async (flag) => {
      const run = await runLading(['deploy', ...flag.split(' '), 'resise', '--json'], {
        cwd: configured.path,
      });
      expect(document<ErrorDocument>(run).error.message).toContain('has no function resise');
    },
  );

  it('words after -- are functions, whatever they look like', async () => {
    const run = await runLading(['deploy', '--', '--json'], { cwd: configured.path });
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('has no function --json');
    expect(run.code).toBe(2);
  });

  it('one key of several functions changed by a flag is refused', async () => {
    const run = await runLading(['deploy', '--memory', '512'], { cwd: configured.path });
    expect(run.stderr).toContain('--memory would change 2 functions alike');
    expect(run.code).toBe(2);
  });
});

/** Where the event of invoke comes from, and which ones are refused. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectRefusal, expectRefusalText } from '../failure-cases/both-faces.js';
import { answer, type InvokeScene, openInvokeScene } from './invoke-scene.js';

let scene: InvokeScene;

beforeAll(async () => {
  scene = await openInvokeScene();
});
afterEach(() => scene.closeServer());
afterAll(() => scene?.close());

describe('the event', () => {
  it.each([
    ['a file', 'lading invoke hello --event event.json', '{ "from": "file", "n": 12345678901234567890 }\n'],
    ['a pipe', 'echo [1] | lading invoke hello', '[1]\n'],
    [
      'a redirected file',
      'lading invoke hello < event.json',
      '{ "from": "file", "n": 12345678901234567890 }\n',
    ],
    ['a pipe by name', 'echo [2] | lading invoke hello -', '[2]\n'],
    ['a pipe as file', 'echo [3] | lading invoke hello --event -', '[3]\n'],
    ['the argument, not the pipe', 'echo [4] | lading invoke hello 5', '5'],
    ['nowhere', 'lading invoke hello < /dev/null', '{}'],
    ['an empty pipe', ': | lading invoke hello', '{}'],
    ['a closed input', 'lading invoke hello <&-', '{}'],
  ])('comes from %s', async (_where, line, event) => {
    await scene.lambda(() => answer('1'));
    const run = await scene.shell(line);
    expect(run.code, run.stderr).toBe(0);
    expect(scene.sent()).toEqual([event]);
  });

  it('is refused before anything is sent when it is no JSON, with the place', async () => {
    await scene.lambda(() => answer('1'));
    const refusal = {
      code: 'EVENT_INVALID',
      exit: 2,
      says: ['broken.json is not JSON: line 3, column 1: unexpected "}"'],
    } as const;
    const { suggestions } = expectRefusal(
      await scene.lading('invoke', 'hello', '--event', 'broken.json', '--json'),
      refusal,
    );
    expectRefusalText(await scene.lading('invoke', 'hello', '--event', 'broken.json'), refusal, suggestions);
    expectRefusal(await scene.lading('invoke', 'hello', 'hello', '--json'), {
      code: 'EVENT_INVALID',
      exit: 2,
      says: ['of the command line is not JSON'],
    });
    expectRefusal(await scene.lading('invoke', 'hello', '-e', 'none.json', '--json'), {
      code: 'FILE_UNREADABLE',
      exit: 2,
    });
    expect(scene.server().requests).toEqual([]);
  });

  it('is refused when it is no UTF-8, which would be sent as something else', async () => {
    await scene.lambda(() => answer('1'));
    await writeFile(join(scene.folder, 'latin1.json'), Buffer.from('"caf\xe9"', 'latin1'));
    for (const line of ['lading invoke hello -e latin1.json', 'lading invoke hello < latin1.json']) {
      const run = await scene.shell(line);
      expect(run.code).toBe(2);
      expect(run.stderr).toContain('is not JSON: it is not plain UTF-8');
    }
    expect(scene.server().requests).toEqual([]);
  });

  it('is refused when it is too large, by how it is sent', async () => {
    await scene.lambda(() => answer('1'));
    await writeFile(join(scene.folder, 'large.json'), `"${'x'.repeat(1_048_576)}"`);
    expectRefusal(await scene.lading('invoke', 'hello', '-e', 'large.json', '--async', '--json'), {
      code: 'EVENT_INVALID',
      exit: 2,
      says: ['has 1,048,578 bytes, and Lambda takes 1,048,576'],
    });
    expect((await scene.lading('invoke', 'hello', '-e', 'large.json')).code).toBe(0);
    const run = await scene.shell('head -c 7000000 /dev/zero | tr "\\0" 1 | lading invoke hello');
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('Lambda takes 6,291,456');
    expect(scene.sent()).toHaveLength(1);
  });
});

it.each([
  [['invoke'], 'USAGE', /^Missing 1 required arg: function: .*as in NAME:live\.$/],
  [['invoke', 'hello', '--async', '--stream'], 'USAGE', /--stream=true cannot also be provided/],
  [['invoke', 'hello', '--client-context', '[1]'], 'USAGE', /it is not a JSON object/],
  [['invoke', 'hello', '--client-context', `{"a":"${'x'.repeat(3_000)}"}`], 'USAGE', /has 4012 bytes/],
  [['invoke', 'hello:live', '--qualifier', '7'], 'USAGE', /two different versions/],
  [['invoke', 'hello:a b'], 'REFERENCE_INVALID', /neither an alias nor a version/],
  [
    ['invoke', 'arn:aws:sns:eu-west-1:123456789012:topic'],
    'REFERENCE_INVALID',
    /is not the ARN of a function/,
  ],
  [
    ['invoke', 'arn:aws:lambda:eu-west-1:123456789012:function:x', '--region', 'us-east-1'],
    'USAGE',
    /is in eu-west-1, and --region says us-east-1/,
  ],
] as const)('%j is refused before anything is sent', async (args, code, says) => {
  await scene.lambda(() => answer('1'));
  expectRefusal(await scene.lading(...args, '--json'), { code, exit: 2, says: [says] });
  expect(scene.server().requests).toEqual([]);
});

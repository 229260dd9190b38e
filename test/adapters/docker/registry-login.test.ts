/** Credential helpers are programs of others: what they print counts, whether or not they read what they are asked. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findLogin } from '../../../src/adapters/docker/registry-login.js';

const host = 'registry.example.com';
const answer = { Username: 'me', Secret: 'my-password' };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lading-helper-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  ['that reads what it is asked', `cat > /dev/null\necho '${JSON.stringify(answer)}'`, answer.Secret],
  ['that ends without reading', `exec <&-\necho '${JSON.stringify(answer)}'`, answer.Secret],
  ['that only knows an identity token', `echo '{"Username":"<token>","Secret":"x"}'`, undefined],
  ['that prints something else', 'echo credentials not found in native keychain; exit 1', undefined],
])('asks a helper %s', async (name, script, password) => {
  const program = name.replaceAll(' ', '-');
  const path = join(folder, `docker-credential-${program}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  const ask = () =>
    findLogin({ credHelpers: { [host]: program } }, host, { PATH: `${folder}:/usr/bin:/bin` });
  // Many at once: whether the helper has closed its input before it is written to is a matter of luck.
  const logins = await Promise.all(Array.from({ length: 40 }, ask));
  expect(new Set(logins.map((login) => login?.password))).toEqual(new Set([password]));
});

it('does without a helper that is not there', async () => {
  const config = { credsStore: 'was-uninstalled', auths: { [host]: { auth: btoa('me:other') } } };
  expect(await findLogin(config, host, { PATH: folder })).toEqual({ username: 'me', password: 'other' });
});

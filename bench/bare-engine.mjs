/** The engine alone: the same build and the same push with nothing around them, which no tool can be faster than. */
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

const socketPath = (process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock').replace('unix://', '');

/**
 * @param {import('./create-project.mjs').Project} project
 * @returns {Promise<{ milliseconds: number, id: string }>}
 */
export async function bareBuild({ folder }) {
  const started = performance.now();
  const tar = spawn('tar', ['-C', folder, '-c', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const messages = await call(
    'POST',
    '/build?version=2',
    { 'content-type': 'application/x-tar' },
    tar.stdout,
  );
  const id = messages.find((message) => message.id === 'moby.image.id')?.aux.ID;
  return { milliseconds: Math.round(performance.now() - started), id };
}

/**
 * @param {string} id
 * @param {{ registry: string, repository: string, tag: string, password: string }} target
 * @returns {Promise<{ milliseconds: number }>}
 */
export async function barePush(id, { registry, repository, tag, password }) {
  const name = `${registry}/${repository}`;
  const auth = JSON.stringify({ username: 'AWS', password, serveraddress: registry });
  await call('POST', `/images/${id}/tag?repo=${name}&tag=${tag}`);
  const started = performance.now();
  const headers = { 'x-registry-auth': encode(auth) };
  await call('POST', `/images/${name}/push?tag=${tag}`, headers);
  return { milliseconds: Math.round(performance.now() - started) };
}

/** base64url with padding: the engine reads no other. */
function encode(text) {
  return Buffer.from(text).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
}

/** The messages of the answer. @throws when one of them is an error */
function call(method, path, headers = {}, body = undefined) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, method, path, headers }, async (answer) => {
      const lines = (await text(answer)).split('\n').filter((line) => line.trim() !== '');
      const messages = lines.map((line) => JSON.parse(line));
      const failure = messages.find(({ error, message }) => error ?? message);
      if (failure) reject(new Error(`${method} ${path}: ${JSON.stringify(failure)}`));
      else resolve(messages);
    });
    outgoing.on('error', reject);
    if (body) body.pipe(outgoing);
    else outgoing.end();
  });
}

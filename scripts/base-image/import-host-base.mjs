/** Gives the container engine a base image made of this machine's own Node.js: one layer, no build, no network. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { hostNodeFiles, languageFolder } from './host-node-files.mjs';
import { readMessages } from './read-messages.mjs';

const repository = 'lading-base';
const nameSwitch = { name: 'etc/nsswitch.conf', text: 'hosts: files dns\n' };
const settings = [
  `ENV PATH=${languageFolder}/bin:/usr/local/bin:/usr/bin:/bin`,
  `ENV LD_LIBRARY_PATH=${languageFolder}/lib`,
  'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
  'WORKDIR /var/task',
];

/**
 * Named after its content, so that the same Node.js is imported once.
 * @param {import('dockerode')} docker
 * @returns {Promise<{ reference: string, imported: boolean }>}
 */
export async function importHostBase(docker) {
  if (process.platform !== 'linux')
    throw new Error(`Node.js of ${process.platform} cannot run in a Linux image; a base has to be pulled.`);
  const files = await hostNodeFiles();
  const tag = `node-${process.versions.node}-${(await contentHash(files)).slice(0, 12)}`;
  const reference = `${repository}:${tag}`;
  if (await isThere(docker, reference)) return { reference, imported: false };
  const archive = pack();
  const answer = docker.importImage(archive, { repo: repository, tag, changes: settings });
  const [stream] = await Promise.all([answer, writeArchive(archive, files)]);
  await readMessages(stream);
  return { reference, imported: true };
}

async function contentHash(files) {
  const hash = createHash('sha256').update(JSON.stringify([settings, nameSwitch]));
  for (const { from, to } of files) {
    hash.update(`\0${to}\0`);
    for await (const chunk of createReadStream(from)) hash.update(chunk);
  }
  return hash.digest('hex');
}

async function writeArchive(archive, files) {
  for (const [name, mode] of [
    ['tmp', 0o1777],
    ['var/task', 0o755],
  ])
    archive.entry({ name, type: 'directory', mode, mtime: new Date(0) });
  archive.entry({ name: nameSwitch.name, mode: 0o644, mtime: new Date(0) }, nameSwitch.text);
  for (const { from, to } of files) {
    const { size } = await stat(from);
    // Lambda starts programs as a user who owns nothing in the image.
    const entry = archive.entry({ name: to.slice(1), size, mode: 0o755, mtime: new Date(0) });
    await pipeline(createReadStream(from), entry);
  }
  archive.finalize();
}

async function isThere(docker, reference) {
  return docker
    .getImage(reference)
    .inspect()
    .then(
      () => true,
      (error) => {
        if (error.statusCode === 404) return false;
        throw error;
      },
    );
}

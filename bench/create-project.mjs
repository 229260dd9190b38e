/** A project as small as one can be and as large as one that matters: a handler over a layer of dependencies. */
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of the layer under the handler; random, so that neither compression nor an earlier push makes it smaller. */
export const dependencyBytes = 8_000_000;

/** Of the images and the functions: that of this machine, as nothing is emulated here. */
export const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';

const dockerfile = (label) => `FROM scratch
LABEL lading.bench=${label}
COPY busybox /bin/busybox
COPY dependencies /opt/dependencies
COPY handler /var/task/handler
WORKDIR /var/task
ENTRYPOINT ["/bin/busybox", "cat", "/var/task/handler"]
`;

/**
 * @typedef {object} Project
 * @property {string} folder
 * @property {string} name of the repository too
 * @property {readonly string[]} functions
 * @property {string} tag another one after each change, as a git revision would be
 * @property {number} memory
 * @property {() => Promise<void>} changeHandler
 * @property {() => Promise<void>} changeMemory
 *
 * @param {{ parent: string, name: string, functions: readonly string[], role: string, label: string }} options
 * @returns {Promise<Project>}
 */
export async function createProject({ parent, name, functions, role, label }) {
  const folder = join(parent, name);
  await mkdir(folder);
  let changes = 0;
  const project = { folder, name, functions, tag: '', memory: 128, changeHandler, changeMemory };
  await copyFile('/bin/busybox', join(folder, 'busybox'));
  await writeFile(join(folder, 'dependencies'), randomBytes(dependencyBytes));
  await writeFile(join(folder, 'Dockerfile'), dockerfile(label));
  await writeFile(join(folder, '.dockerignore'), 'lading.yaml\n');
  await changeHandler();
  await writeConfiguration();
  return project;

  async function changeHandler() {
    project.tag = `r${++changes}`;
    await writeFile(join(folder, 'handler'), `${name} ${project.tag} ${randomBytes(16).toString('hex')}\n`);
  }

  async function changeMemory() {
    project.memory += 64;
    await writeConfiguration();
  }

  async function writeConfiguration() {
    const settings = { role, architecture, memorySize: project.memory };
    const all = Object.fromEntries(functions.map((each) => [each, settings]));
    // JSON is YAML.
    await writeFile(join(folder, 'lading.yaml'), JSON.stringify({ name, functions: all }));
  }
}

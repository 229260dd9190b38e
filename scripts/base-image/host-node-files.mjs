/** Lists what this machine's own Node.js needs to start in an image that holds nothing else. */
import { execFile } from 'node:child_process';
import { access, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Where AWS's base images have their runtime, so that one Dockerfile fits them and this one. */
export const languageFolder = '/var/lang';

/** glibc loads these by name when a host name is looked up, so they are in no list of needed libraries. */
const nameServices = ['libnss_dns.so.2', 'libnss_files.so.2', 'libresolv.so.2'];

/**
 * Absolute paths: `from` on this machine, `to` in the image. The loader keeps its path, because programs name it in full.
 * @returns {Promise<{ from: string, to: string }[]>}
 */
export async function hostNodeFiles(program = process.execPath) {
  const node = await realpath(program);
  const libraries = await neededLibraries(node);
  const beside = libraries
    .filter(({ to }) => /\/libc\.so/.test(to))
    .flatMap(({ from }) => nameServices.map((name) => inLibraryFolder(join(dirname(from), name))));
  const certificates = samePath('/etc/ssl/certs/ca-certificates.crt');
  const scripts = (await outsideScripts([node, ...libraries.map(({ from }) => from)])).map(samePath);
  const optional = await existing([...beside, certificates, ...scripts]);
  const all = [{ from: node, to: `${languageFolder}/bin/node` }, ...libraries, ...optional];
  return [...new Map(all.map((file) => [file.to, file])).values()];
}

/** Lines of ldd: `libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x…)`, and the loader as `/lib64/ld-linux-x86-64.so.2 (0x…)`. */
async function neededLibraries(program) {
  const { stdout } = await promisify(execFile)('ldd', [program], {
    env: { ...process.env, LC_ALL: 'C' },
  }).catch((error) => {
    // A static program needs nothing; ldd says so with exit code 1.
    if (/not a (valid )?dynamic (executable|program)/i.test(`${error.stdout}${error.stderr}`))
      return { stdout: '' };
    throw error;
  });
  return [...stdout.matchAll(/^\s*(?:(\S+) => )?(\/\S+) \(0x/gm)].map(([, name, path]) =>
    name === undefined ? samePath(path) : { from: path, to: `${languageFolder}/lib/${basename(name)}` },
  );
}

/** Debian's Node.js reads parts of itself from /usr/share/nodejs; the paths are written in the program. */
async function outsideScripts(binaries) {
  const found = new Set();
  for (const path of binaries.filter((name) => /\/(lib)?node[^/]*$/.test(name))) {
    const text = await readFile(path, 'latin1');
    for (const [script] of text.matchAll(/\/usr\/(?:local\/)?share\/nodejs\/[\w@./-]+\.(?:js|wasm)/g))
      found.add(script);
  }
  return [...found];
}

async function existing(files) {
  const present = await Promise.all(
    files.map(({ from }) =>
      access(from).then(
        () => true,
        () => false,
      ),
    ),
  );
  return files.filter((_file, index) => present[index]);
}

function inLibraryFolder(path) {
  return { from: path, to: `${languageFolder}/lib/${basename(path)}` };
}

function samePath(path) {
  return { from: path, to: path };
}

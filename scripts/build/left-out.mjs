/** Parts of packages that lading never reaches, kept out of the bundle: loading them took longer than a whole deploy's own work. */
import { join } from 'node:path';

/** By the end of their path; each one still answers whoever calls it after all. */
const parts = {
  // ssh2 and its cryptography: ssh is spoken by the machine's own ssh (src/adapters/docker/ssh-agent.ts).
  'docker-modem/lib/ssh.js':
    'module.exports = () => { throw new Error("left out of lading: docker-modem/lib/ssh"); };',
  // A gRPC loader that reads .proto files: BuildKit sessions are ours (src/adapters/docker/build-session.ts).
  'dockerode/lib/session.js':
    'module.exports = () => { throw new Error("left out of lading: dockerode/lib/session"); };',
  // A reader of BuildKit traces that reads .proto files: ours is src/adapters/docker/buildkit-messages.ts.
  'dockerode/lib/buildkit.js':
    'module.exports = () => { throw new Error("left out of lading: dockerode/lib/buildkit"); };',
  // Commands found by walking folders: oclif.manifest.json names them.
  'tinyglobby/dist/index.cjs':
    'exports.glob = () => { throw new Error("left out of lading: tinyglobby; is oclif.manifest.json there?"); };',
  // Plugins chosen by patterns: lading has none.
  'minimatch/dist/commonjs/index.js':
    'exports.minimatch = () => { throw new Error("left out of lading: minimatch"); };',
  // The version of Node.js is looked at in bin/run.js.
  'semver/index.js': 'exports.satisfies = () => true;',
  // Progress is shown by listr2, or in plain lines.
  'cli-spinners/index.js':
    'const spinner = { interval: 100, frames: ["-"] }; module.exports = { dots2: spinner, line: spinner };',
  // Definitions that gRPC's own diagnostic services read from .proto files; none of them is served.
  '@grpc/proto-loader/build/src/index.js':
    'exports.loadSync = () => { throw new Error("left out of lading: @grpc/proto-loader"); };',
  // zod's messages in all languages but English.
  'zod/v4/locales/index.js': 'export { default as en } from "./en.js";',
};

/** @type {import('esbuild').Plugin} */
export const leftOut = {
  name: 'left-out',
  setup(build) {
    const found = new Set();
    build.onLoad(
      { filter: /\/(@grpc|cli-spinners|docker-modem|dockerode|minimatch|semver|tinyglobby|zod)\/.*\.c?js$/ },
      ({ path }) => {
        const part = Object.keys(parts).find((end) => path.endsWith(join('node_modules', end)));
        if (!part) return undefined;
        found.add(part);
        return { contents: parts[part], loader: 'js' };
      },
    );
    // A package that has moved its files would silently be taken in again.
    build.onEnd(() => {
      const missing = Object.keys(parts).filter((part) => !found.has(part));
      return {
        errors: missing.map((part) => ({ text: `${part} is no more: see scripts/build/left-out.mjs` })),
      };
    });
  },
};

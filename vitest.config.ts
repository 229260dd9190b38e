import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const needServers = ['test/**/*.engine.test.ts', 'test/**/*.moto.test.ts', 'test/**/*.slow.test.ts'];
// The SDK would say in every worker that Node.js 20 ends; the acceptance tests see to it that users never read it.
const env = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
const acceptance = ['test/acceptance/**/*.test.ts'];

/**
 * Three kinds of tests by name. fast: `*.test.ts`, which need nothing but Node. servers: `*.engine.test.ts`, which need a
 * container engine, `*.moto.test.ts`, which need moto, and `*.slow.test.ts`, which need time. acceptance: the built `bin/run.js`
 * as a process of its own.
 */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Tests start engines, registries and builds of their own: one worker a core is enough.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          env,
          include: ['test/**/*.test.ts'],
          exclude: [...needServers, ...acceptance],
          // One process for many files: loading everything anew for each of them took twice as long as the tests.
          isolate: false,
          setupFiles: 'test/setup/forget-secrets.ts',
        },
      },
      {
        extends: true,
        test: { name: 'servers', env, include: needServers, exclude: acceptance, testTimeout: 120_000 },
      },
      {
        extends: true,
        // One file at a time: they stop engines, kill processes and race with Ctrl-C, which two cores full of builds would decide.
        test: { name: 'acceptance', include: acceptance, testTimeout: 240_000, fileParallelism: false },
      },
    ],
  },
});

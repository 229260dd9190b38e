import { defineConfig } from 'vitest/config';

/**
 * Three kinds of tests by name: `*.test.ts` need nothing but Node, `*.engine.test.ts` a container engine,
 * and `test/acceptance/` runs the built `bin/run.js`.
 */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'fast', include: ['test/**/*.test.ts'], exclude: ['test/**/*.engine.test.ts', 'test/acceptance/**'] } },
      { extends: true, test: { name: 'engine', include: ['test/**/*.engine.test.ts'], exclude: ['test/acceptance/**'], testTimeout: 120_000 } },
      { extends: true, test: { name: 'acceptance', include: ['test/acceptance/**/*.test.ts'], testTimeout: 240_000, fileParallelism: false } },
    ],
  },
});

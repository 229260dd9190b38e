/** Prints the manifest of the built commands; a process of its own, as module caches would answer with an earlier build. */
import { Plugin } from '@oclif/core';

const plugin = new Plugin({
  root: process.argv[2],
  type: 'core',
  ignoreManifest: true,
  errorOnManifestCreate: true,
  respectNoCacheDefault: true,
});
await plugin.load();
process.stdout.write(JSON.stringify(plugin.manifest));

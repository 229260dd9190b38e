#!/usr/bin/env node
/** Runs lading from the sources: builds without type declarations, then starts what was built. */
import { build } from '../scripts/build.mjs';

await build({ types: false });
await import('./run.js');

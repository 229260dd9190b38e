/** Keeps a cache in its home, which is read-only on Lambda, while it is loaded. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

mkdirSync(join(homedir(), '.cache/models'), { recursive: true });

export const handler = async () => 'cached';

/** Digests to tell things apart by: `digestFor('a')` is always the same, and never that of `b`. */
import { type Digest, digestHex, digestOf } from '../../src/domain/digest.js';

export function digestFor(name: string): Digest {
  return digestOf(name);
}

export function hexFor(name: string): string {
  return digestHex(digestFor(name));
}

/** The name of the execution role that `role: auto` stands for. */
import { createHash } from 'node:crypto';
import type { FunctionName } from './function-spec.js';

/** IAM's limit: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
const longest = 64;

/** `lading-FUNCTION`; a name that would be too long ends in a hash of itself, so that two never meet. */
export function autoRoleName(name: FunctionName): string {
  const full = `lading-${name}`;
  if (full.length <= longest) return full;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${full.slice(0, longest - hash.length - 1)}-${hash}`;
}

/** The result of a deploy: the JSON document of `deploy --json` and what the text is made from. */
import type { Warning } from '../domain/finding.js';
import { inactiveWarning } from '../domain/inactive-warning.js';
import type { Retired } from './deploy-state.js';
import type { Stopwatch } from './stopwatch.js';

export interface DeployResult {
  changed: boolean;
  repository: {
    uri: string;
    action: 'created' | 'updated' | 'unchanged';
    /** Digests of the images that were marked as unused, so that ECR deletes them; missing without `keepImages`. */
    retired?: string[];
  };
  image: {
    tag: string;
    digest: string;
    uri: string;
    architecture: string;
    compressedBytes: number;
    layers: { total: number; pushed: number };
  };
  functions: {
    name: string;
    arn: string;
    action: 'created' | 'updated' | 'unchanged';
    version: string | null;
    /** The first alias; null when the function has none. */
    alias: { name: string; version: string } | null;
    /** `from`: the version that had the alias's traffic before; missing when nothing moved or the alias is new. */
    aliases: { name: string; version: string; from?: string }[];
    state: string;
    lastUpdateStatus: string;
    codeSha256: string;
    /** Where it answers over HTTPS; null when the file does not mention a URL, or there is none. */
    functionUrl: string | null;
  }[];
  /** What the user should know although it worked; docs/checks.md says what each id means. */
  warnings: Warning[];
  /** Milliseconds. */
  timings: { repository: number; build: number; push: number; function: number; wait: number; total: number };
}

export function deployResult(state: Retired, stopwatch: Stopwatch): DeployResult {
  const { repository, pushed, functions, plan } = state;
  return {
    changed: plan.changes || functions.some((released) => released.action !== 'unchanged'),
    repository: {
      uri: repository.repository.uri,
      action: repository.action,
      ...(state.retired && { retired: [...state.retired] }),
    },
    image: { ...pushed, layers: { ...pushed.layers } },
    functions: functions.map(({ waited: _waited, aliases, ...released }) => ({
      ...released,
      alias: aliases[0] ? { name: aliases[0].name, version: aliases[0].version } : null,
      aliases: aliases.map((alias) => ({ ...alias })),
    })),
    warnings: [...state.warnings, ...functions.flatMap(inactiveWarning)],
    timings: stopwatch.read(['repository', 'build', 'push', 'function', 'wait']),
  };
}

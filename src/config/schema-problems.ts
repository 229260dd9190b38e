/** What the schema has to say about settings of which some may not be known yet. */
import { describeIssue, type LocatedProblem, type OriginOf } from './describe-issue.js';
import { configSchema } from './schema.js';
import { type SettingPath, startsWith } from './setting-path.js';

/** Nothing is said of the settings at `unknown`, of what is in them, and of what they are in. */
export function schemaProblems(
  data: unknown,
  unknown: readonly SettingPath[],
  originOf?: OriginOf,
): LocatedProblem[] {
  const result = configSchema.safeParse(data);
  if (result.success) return [];
  return result.error.issues
    .flatMap((issue) => describeIssue(issue, data, originOf))
    .filter(({ path }) => !unknown.some((other) => startsWith(path, other) || startsWith(other, path)));
}

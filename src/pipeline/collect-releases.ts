/** Brings the outcomes of all functions together; one failing leaves the others' outcome clear. */
import { AppError, type JsonValue, toAppError } from '../errors/app-error.js';
import type { DeployDeps } from '../services/deploy-deps.js';
import type { ReleasedFunction } from '../services/release-context.js';
import { restoreFunction } from '../services/restore-function.js';
import type { Pushed, Released } from './deploy-state.js';

interface Failure {
  readonly name: string;
  readonly error: AppError;
}

/** What became of a function after another one failed, with `--atomic`. */
type Aftermath = 'taken back' | 'as before' | 'left as created' | `not taken back: ${string}`;

/** @throws the only function's own error, or one error that says how each of several ended */
export async function collectReleases(
  state: Pushed,
  results: readonly PromiseSettledResult<ReleasedFunction>[],
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<Released> {
  const failures = results.flatMap((result, index): Failure[] =>
    result.status === 'rejected'
      ? [{ name: state.desired.functions[index]?.name ?? '', error: toAppError(result.reason) }]
      : [],
  );
  const functions = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const [first] = failures;
  if (!first) return { ...state, functions };
  if (results.length === 1 && !state.atomic) throw first.error;
  const aftermath = state.atomic && !signal.aborted ? await takeBack(state, deps, signal) : {};
  throw combined(failures, functions, aftermath);
}

/** Every function of this deploy goes back to what it ran before, the failed ones too; each says how that went. */
async function takeBack(
  state: Pushed,
  deps: DeployDeps,
  signal: AbortSignal,
): Promise<Record<string, Aftermath>> {
  const outcomes = await Promise.all(
    state.desired.functions.map(async (spec): Promise<[string, Aftermath]> => {
      const before = state.observed.functions[spec.name];
      if (!before) return [spec.name, 'left as created'];
      try {
        const task = { spec, before, waitTimeout: state.waitTimeout };
        const changed = await restoreFunction(task, deps, () => undefined, signal);
        return [spec.name, changed ? 'taken back' : 'as before'];
      } catch (error) {
        return [spec.name, `not taken back: ${toAppError(error).message}`];
      }
    }),
  );
  return Object.fromEntries(outcomes);
}

function combined(
  failures: readonly Failure[],
  functions: readonly ReleasedFunction[],
  aftermath: Record<string, Aftermath>,
): AppError {
  const after = (name: string): string => (aftermath[name] ? `, ${aftermath[name]}` : '');
  const outcomes = [
    ...functions.map(({ name, action }) => `${name} ${action}${after(name)}`),
    ...failures.map(({ name, error }) => `${name} failed (${error.code})${after(name)}`),
  ];
  const details = [
    ...functions.map(({ name, action, version }) => ({ name, outcome: action as string, version })),
    ...failures.map(({ name, error: { code, message } }) => ({
      name,
      outcome: 'failed',
      error: code as string,
      message,
    })),
  ].map((item): { [key: string]: JsonValue } => ({
    ...item,
    ...(aftermath[item.name] && { after: aftermath[item.name] as string }),
  }));
  return new AppError({
    code: failures[0]?.error.code ?? 'INTERNAL',
    message: `${failures.length} of ${failures.length + functions.length} functions failed: ${outcomes.join('; ')}. ${failures.map(({ error }) => error.message).join(' ')}`,
    suggestions: [...new Set(failures.flatMap(({ error }) => error.suggestions))],
    details: { functions: details },
    cause: failures[0]?.error,
  });
}

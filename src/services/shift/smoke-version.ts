/** Tries a version with one event before any traffic reaches it. */
import { mismatches } from '../../domain/expectation.js';
import type { FunctionName } from '../../domain/function-spec.js';
import type { ObservedFunction } from '../../domain/function-state.js';
import type { SmokeTest } from '../../domain/rollout.js';
import { AppError } from '../../errors/app-error.js';
import type { Invocation } from '../../ports/function-invoker.js';
import type { DeployDeps } from '../deploy-deps.js';
import { type FunctionFailure, readFailure } from '../function-failure.js';

/** Milliseconds beyond the function's own timeout: its start counts too. */
const startAllowance = 20_000;
const shownCharacters = 200;
const shownMismatches = 5;

/** Invokes the version by its number, so no alias is involved. @throws SMOKE_FAILED, and what Lambda refuses the call for */
export async function smokeVersion(
  {
    name,
    version,
    configuration,
  }: Pick<ObservedFunction, 'version' | 'configuration'> & { name: FunctionName },
  smoke: SmokeTest,
  { invoker, effects }: Pick<DeployDeps, 'invoker' | 'effects'>,
): Promise<void> {
  const patience = configuration.timeout * 1000 + startAllowance;
  const answer = await invoker.invoke({
    name,
    qualifier: version,
    payload: smoke.payload ?? '{}',
    type: 'RequestResponse',
    tail: true,
    patience,
  });
  const failure = answer.functionError === undefined ? undefined : readFailure(answer, { function: name });
  const problems = failure ? [problemOf(failure, answer)] : mismatchesIn(answer, smoke);
  if (problems.length === 0) {
    effects.did(`tried version ${version} of ${name} with ${smoke.event}: well`);
    return;
  }
  throw new AppError({
    code: 'SMOKE_FAILED',
    message: `Version ${version} of ${name} failed its smoke test (${smoke.event}): ${problems.slice(0, shownMismatches).join('; ')}. No alias was moved.`,
    suggestions: [
      ...(failure?.diagnosis?.suggestions ?? []),
      `See what it answers: lading invoke ${name} --qualifier ${version} --event ${smoke.event}`,
    ],
    details: {
      function: name,
      version,
      problems: problems.slice(0, shownMismatches),
      ...(failure?.diagnosis && { diagnosis: failure.diagnosis.id }),
    },
  });
}

function problemOf({ diagnosis }: FunctionFailure, { payload, functionError = '' }: Invocation): string {
  const told = `the function failed (${functionError}): ${shown(textOf(payload))}`;
  return diagnosis ? `${told}. ${diagnosis.cause.replace(/\.$/, '')}` : told;
}

function mismatchesIn({ payload }: Invocation, { expect }: SmokeTest): string[] {
  if (expect === undefined) return [];
  return mismatches(expect, contentOf(textOf(payload))).map(
    ({ path, expected, actual }) =>
      `${path} is ${actual === undefined ? 'missing' : shown(JSON.stringify(actual))}, expected ${shown(JSON.stringify(expected))}`,
  );
}

function textOf(payload: Uint8Array): string {
  return Buffer.from(payload).toString('utf8');
}

/** Lambda gives JSON; a function behind another runtime may answer plain text. */
function contentOf(payload: string): unknown {
  if (payload === '') return null;
  try {
    return JSON.parse(payload) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return payload;
    throw error;
  }
}

function shown(text: string): string {
  return text.length > shownCharacters ? `${text.slice(0, shownCharacters)}…` : text;
}

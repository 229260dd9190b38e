/** One request to Lambda with its errors in our words. */
import type { FunctionAddress } from '../../domain/function-reference.js';
import type { AliasName, FunctionName } from '../../domain/function-spec.js';
import type { DiagnosisFacts } from '../../errors/diagnose.js';
import { readFault } from './aws-fault.js';
import type { AwsSession } from './aws-session.js';
import { isNotFound, lambdaFailure } from './lambda-failure.js';

type Sdk = Awaited<ReturnType<AwsSession['lambda']>>;

/** `doing` starts the sentence of an error: `Creating function hello`. */
export type LambdaCall = <Output>(
  doing: string,
  facts: DiagnosisFacts,
  run: (sdk: Sdk, options: AwsSession['sendOptions']) => Promise<Output>,
) => Promise<Output>;

export function lambdaCall(session: AwsSession): LambdaCall {
  return async (doing, facts, run) => {
    try {
      return await run(await session.lambda(), session.sendOptions);
    } catch (error) {
      throw lambdaFailure(error, { doing, facts, profile: session.settings.profile });
    }
  };
}

/** Undefined instead of "does not exist". */
export async function orMissing<Output>(answer: Promise<Output>): Promise<Output | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(readFault(error))) return undefined;
    throw error;
  }
}

/** `name` or `name:qualifier`, for people. */
export function labelOf(name: FunctionName | FunctionAddress, qualifier: string | undefined): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}

/** With it, Lambda refuses the change when somebody else made one since (412). */
export function guard(revisionId: string | undefined): { RevisionId?: string } {
  return revisionId ? { RevisionId: revisionId } : {};
}

/** The alias that a request is about; the function itself without one. */
export function onAlias(alias: AliasName | undefined): { Qualifier?: string } {
  return alias === undefined ? {} : { Qualifier: alias };
}

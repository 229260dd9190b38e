/** Reads one function with everything that its specification mentions. */

import type { AliasView } from '../domain/alias-plan.js';
import type { ObservedAttachments } from '../domain/attachments/attachments.js';
import { needsAlias } from '../domain/attachments/attachments.js';
import type { FunctionView } from '../domain/deploy-plan.js';
import type { AliasName, FunctionName, FunctionSpec } from '../domain/function-spec.js';
import type { FunctionService } from '../ports/function-service.js';
import { observeAttachments } from './attachments/attachments.js';
import type { DeployDeps } from './deploy-deps.js';

export interface TargetObservation {
  /** Undefined when the function does not exist. */
  readonly view: FunctionView | undefined;
  readonly attachments: ObservedAttachments;
}

/** Everything in parallel: two or three reads, and those of the attachments mentioned. */
export async function observeTarget(
  spec: FunctionSpec,
  deps: Pick<DeployDeps, 'functions' | 'attachments'>,
): Promise<TargetObservation> {
  const pending = observeFunction(spec.name, aliasesToRead(spec), deps.functions);
  const [view, attachments] = await Promise.all([
    pending,
    observeAttachments({ spec, view: pending }, deps.attachments),
  ]);
  return { view, attachments };
}

/** `$LATEST` and the aliases asked for, with the versions behind them; undefined when the function does not exist. */
export async function observeFunction(
  name: FunctionName,
  aliases: readonly AliasName[],
  functions: FunctionService,
): Promise<FunctionView | undefined> {
  const [latest, ...found] = await Promise.all([
    functions.get(name),
    ...aliases.map(async (alias): Promise<AliasView | undefined> => {
      const [pointer, target] = await Promise.all([
        functions.getAlias(name, alias),
        functions.get(name, alias),
      ]);
      return pointer && { alias: pointer, target };
    }),
  ]);
  if (!latest) return undefined;
  return {
    latest,
    aliases: Object.fromEntries(found.flatMap((view) => (view ? [[view.alias.name, view]] : []))),
  };
}

/** Those that are to be pointed, and the one that attachments hang on when this run leaves it where it is. */
function aliasesToRead({ aliases, attachments, attachTo }: FunctionSpec): readonly AliasName[] {
  return attachTo !== undefined && needsAlias(attachments) ? [...new Set([...aliases, attachTo])] : aliases;
}

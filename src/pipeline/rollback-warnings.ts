/** Says plainly what a deploy does to aliases that were rolled back: it takes their traffic. */
import { rolledBackFrom } from '../domain/alias-note.js';
import type { FunctionPlan, FunctionView } from '../domain/deploy-plan.js';

/** A sentence for each alias that was rolled back and is about to move on. */
export function rollbackWarnings(plan: FunctionPlan | undefined, view: FunctionView | undefined): string[] {
  return (plan?.aliases ?? []).flatMap(({ name, action }) => {
    const alias = view?.aliases[name]?.alias;
    const from = alias && rolledBackFrom(alias);
    if (action !== 'update' || !alias || from === undefined) return [];
    return [
      `alias ${name} was rolled back from version ${from} to ${alias.version}; this deploy moves it on and takes its traffic`,
    ];
  });
}

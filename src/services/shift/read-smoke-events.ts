/** Reads the events of smoke tests before anything is begun, so that a missing or broken file stops nothing half-way. */
import type { DesiredDeployment } from '../../domain/desired-deployment.js';
import type { FunctionSpec } from '../../domain/function-spec.js';
import { AppError } from '../../errors/app-error.js';
import type { Files } from '../../ports/system.js';

/** The deployment with the content of each event. @throws FILE_UNREADABLE for a file that is missing or no JSON */
export async function withSmokeEvents(desired: DesiredDeployment, files: Files): Promise<DesiredDeployment> {
  const functions = await Promise.all(desired.functions.map((spec) => withEvent(spec, files)));
  return { ...desired, functions };
}

async function withEvent(spec: FunctionSpec, files: Files): Promise<FunctionSpec> {
  const { rollout } = spec;
  if (!rollout?.smoke) return spec;
  const { event } = rollout.smoke;
  const payload = await files.readText(event);
  if (payload === undefined) throw unreadable(spec, event, 'it does not exist');
  try {
    JSON.parse(payload);
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable(spec, event, `it is no JSON: ${error.message}`);
    throw error;
  }
  return { ...spec, rollout: { ...rollout, smoke: { ...rollout.smoke, payload } } };
}

function unreadable({ name }: FunctionSpec, path: string, why: string): AppError {
  return new AppError({
    code: 'FILE_UNREADABLE',
    message: `The smoke event of ${name}, ${path}, cannot be used: ${why}. Nothing was changed.`,
    suggestions: ['Name a JSON file: --smoke event.json, or smoke.event in the configuration.'],
    details: { function: name, path },
  });
}

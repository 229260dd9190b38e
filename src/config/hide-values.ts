/** Keeps the values of environment variables and build arguments out of every text that is printed later. */
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import { registerSecret } from '../errors/redact.js';

/**
 * Any of them may be a secret, so all are taken for one, but for those that the deployment itself is told by: a bucket may be
 * called like the function, and an error that cannot name the function helps nobody.
 */
export function hideValues({ image, functions, ...rest }: DesiredDeployment): void {
  const { args, ...paths } = image;
  const told = JSON.stringify([rest, paths, functions.map(withoutEnvironment)]);
  const values = [
    ...Object.values(args),
    ...functions.flatMap(({ configuration }) => Object.values(configuration.environment ?? {})),
  ];
  for (const value of values) if (!told.includes(value)) registerSecret(value);
}

function withoutEnvironment({ configuration, ...spec }: DesiredDeployment['functions'][number]): object {
  return {
    ...spec,
    configuration: { ...configuration, environment: Object.keys(configuration.environment ?? {}) },
  };
}

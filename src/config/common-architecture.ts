/** The one architecture of functions that share an image. */
import type { Architecture } from '../domain/architecture.js';
import { architectures } from '../domain/architecture.js';
import type { FunctionSpec } from '../domain/function-spec.js';
import { AppError } from '../errors/app-error.js';

/** `file` is what the error calls the source of the settings. @throws CONFIG_INVALID when the functions differ, with the commands that deploy them apart. */
export function commonArchitecture(specs: readonly FunctionSpec[], file: string): Architecture {
  const groups = architectures
    .map((architecture) => ({
      architecture,
      keys: specs.filter((spec) => spec.architecture === architecture).map(({ key }) => key),
    }))
    .filter(({ keys }) => keys.length > 0);
  const [only] = groups;
  if (only && groups.length === 1) return only.architecture;
  const listed = groups.map(({ architecture, keys }) => `${keys.join(', ')} on ${architecture}`).join('; ');
  throw new AppError({
    code: 'CONFIG_INVALID',
    message: `${file} asks for one image on two architectures: ${listed}. An image is built for one.`,
    suggestions: groups.map(({ keys }) => `Deploy them separately: lading deploy ${keys.join(' ')}`),
    details: { groups },
  });
}

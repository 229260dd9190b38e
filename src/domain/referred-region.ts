/** The region that references to functions and the command line agree on. */
import { AppError } from '../errors/app-error.js';
import type { FunctionReference } from './function-reference.js';

/**
 * Of the ARNs among them; undefined where none names one.
 * @param asked the region of the command line
 * @throws USAGE when two differ
 */
export function referredRegion(
  references: readonly FunctionReference[],
  asked: string | undefined,
): string | undefined {
  const [first, ...others] = references.filter(({ region }) => region !== undefined);
  if (!first) return undefined;
  const { region, address = first.name } = first;
  if (asked !== undefined && asked !== region) {
    throw new AppError({
      code: 'USAGE',
      message: `${address} is in ${region}, and --region says ${asked}.`,
      suggestions: ['Leave out --region: the ARN names it.', 'Or give the name of the function alone.'],
    });
  }
  const elsewhere = others.find((other) => other.region !== region);
  if (elsewhere === undefined) return region;
  throw new AppError({
    code: 'USAGE',
    message: `${address} and ${elsewhere.address ?? elsewhere.name} are in two regions, and one is worked in at a time.`,
    suggestions: ['Run it once for each region.'],
  });
}

/** What Lambda charges for on-demand invocations, by region. */
import type { Architecture } from '../architecture.js';

export interface Prices {
  /** USD for each GB-second, of the first tier. */
  readonly perGbSecond: Readonly<Record<Architecture, number>>;
  /** USD for each million requests. */
  readonly perMillionRequests: number;
}

/** Day of the AWS price list that the table was compared with. */
export const pricesAsOf = '2026-09-19';

const common: Prices = {
  perGbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
  perMillionRequests: 0.2,
};

function prices(x86_64: number, arm64: number, perMillionRequests: number): Prices {
  return { perGbSecond: { x86_64, arm64 }, perMillionRequests };
}

/**
 * The rates that AWS's price calculator reads, for the regions of which public copies were found; the common rate and its
 * exceptions agree with the price list of `pricesAsOf`. A region that is missing here has no estimate.
 * https://aws.amazon.com/lambda/pricing/
 */
const table: Readonly<Record<string, Prices>> = {
  'af-south-1': prices(0.0000221, 0.00001768, 0.27),
  'ap-east-1': prices(0.00002292, 0.0000183, 0.28),
  'ap-northeast-1': common,
  'ap-northeast-2': common,
  'ap-northeast-3': common,
  'ap-south-1': common,
  'ap-southeast-1': common,
  'ap-southeast-2': common,
  'ap-southeast-4': common,
  'ap-southeast-5': prices(0.000015, 0.000012, 0.18),
  'ca-central-1': common,
  'eu-central-1': common,
  'eu-central-2': prices(0.0000183334, 0.0000146667, 0.22),
  'eu-north-1': common,
  'eu-south-1': prices(0.0000195172, 0.0000156138, 0.23),
  'eu-west-1': common,
  'eu-west-2': common,
  'eu-west-3': common,
  'me-south-1': prices(0.0000206667, 0.0000165334, 0.25),
  'sa-east-1': common,
  'us-east-1': common,
  'us-east-2': common,
  'us-west-1': common,
  'us-west-2': common,
};

/** Undefined for a region that the table does not have. */
export function pricesIn(region: string): Prices | undefined {
  return Object.hasOwn(table, region) ? table[region] : undefined;
}

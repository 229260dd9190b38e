/** What one invocation costs by list price. */
import type { Architecture } from '../architecture.js';
import type { InvocationReport } from './invocation-report.js';
import { pricesAsOf, pricesIn } from './price-table.js';

export interface CostEstimate {
  readonly currency: 'USD';
  /** Of this invocation, its request included. */
  readonly invocation: number;
  /** Of a million such invocations. */
  readonly million: number;
  readonly region: string;
  readonly architecture: Architecture;
  /** Day of the price list. */
  readonly pricesAsOf: string;
}

/**
 * List price of the first tier: the free tier, savings plans, provisioned concurrency, `/tmp` above 512 MB and traffic are left
 * out. Undefined for a region without known prices. https://aws.amazon.com/lambda/pricing/
 */
export function estimateCost(
  { billedDuration, memorySize }: Pick<InvocationReport, 'billedDuration' | 'memorySize'>,
  { region, architecture }: Pick<CostEstimate, 'region' | 'architecture'>,
): CostEstimate | undefined {
  const prices = pricesIn(region);
  if (!prices) return undefined;
  const gbSeconds = (billedDuration / 1000) * (memorySize / 1024);
  const million = gbSeconds * prices.perGbSecond[architecture] * 1_000_000 + prices.perMillionRequests;
  return {
    currency: 'USD',
    invocation: rounded(million / 1_000_000, 12),
    million: rounded(million, 6),
    region,
    architecture,
    pricesAsOf,
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

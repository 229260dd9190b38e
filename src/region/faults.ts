/** Scripted faults: what tests tell the region to do wrong, and when. */
import * as z from 'zod';

/** A fault strikes at most once a request, `times` times, in the order in which faults were added. */
export const faultSchema = z.strictObject({
  /** Service name as in the request log; every service when absent. */
  service: z.string().optional(),
  /** Operation as in the request log, e.g. `UpdateFunctionCode`; every operation when absent. */
  operation: z.string().optional(),
  /** Part of the request's path and query, e.g. the name of a function; every request when absent. */
  url: z.string().optional(),
  times: z.number().int().min(1).default(1),
  /** Matching requests let through before the first strike. */
  after: z.number().int().min(0).default(0),
  /** Milliseconds before the strike; alone it only slows the request down. */
  delay: z.number().min(0).optional(),
  /** A modelled error, rendered in the service's own protocol. */
  error: z
    .strictObject({
      code: z.string(),
      message: z.string(),
      status: z.number().int().min(400).max(599).default(400),
      fields: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
  /** The connection is cut without an answer. */
  reset: z.boolean().optional(),
  /** A 500 with an HTML page, as a proxy or load balancer sends it. */
  html: z.string().optional(),
  /** A whole answer, as a function that runs elsewhere would give it to Invoke. */
  respond: z
    .strictObject({
      status: z.number().int().min(200).max(599).default(200),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.string(),
    })
    .optional(),
  /**
   * Members put over those of the JSON answer: objects are merged, `null` takes a member away. For states that the region does
   * not take by itself.
   */
  answer: z.record(z.string(), z.unknown()).optional(),
  /** A request that somebody else makes to this region just before; it must succeed. */
  first: z
    .strictObject({
      method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
      /** Path and query. */
      url: z.string().startsWith('/'),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});

export type Fault = z.infer<typeof faultSchema>;
export type FaultRequest = z.input<typeof faultSchema>;

export interface Faults {
  add(fault: FaultRequest): void;
  /** The fault that strikes this request, counted as used; undefined when there is none. */
  take(service: string, operation: string, url: string): Fault | undefined;
  /** What is still to come. */
  pending(): Fault[];
  clear(): void;
}

export function createFaults(): Faults {
  let script: Fault[] = [];
  const matches = (fault: Fault, service: string, operation: string, url: string): boolean =>
    (fault.service === undefined || fault.service === service) &&
    (fault.operation === undefined || fault.operation === operation) &&
    (fault.url === undefined || url.includes(fault.url));
  return {
    add(fault) {
      script.push(faultSchema.parse(fault));
    },
    take(service, operation, url) {
      const fault = script.find((candidate) => matches(candidate, service, operation, url));
      if (!fault) return undefined;
      if (fault.after > 0) {
        fault.after -= 1;
        return undefined;
      }
      fault.times -= 1;
      script = script.filter((candidate) => candidate.times > 0);
      return fault;
    },
    pending: () => script.map((fault) => ({ ...fault })),
    clear() {
      script = [];
    },
  };
}

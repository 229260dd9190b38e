/** Decides whether a text is a policy that ECR would attach to a repository. */
import * as z from 'zod';

const oneOrMany = z.union([z.string(), z.array(z.string()).min(1)]);
const actions = z.union([action(), z.array(action()).min(1)]);
const principal = z.union([
  z.literal('*'),
  z.record(z.enum(['AWS', 'Service', 'Federated']), oneOrMany.optional()),
]);

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html */
const statement = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principal.optional(),
    NotPrincipal: principal.optional(),
    Action: actions.optional(),
    NotAction: actions.optional(),
    Resource: oneOrMany.optional(),
    Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  })
  .refine((value) => (value.Principal === undefined) !== (value.NotPrincipal === undefined))
  .refine((value) => (value.Action === undefined) !== (value.NotAction === undefined));

const policy = z.strictObject({
  Version: z.enum(['2008-10-17', '2012-10-17']).optional(),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement).min(1)]),
});

/** True for JSON of that shape; who is allowed what is not looked at here. */
export function isRepositoryPolicy(text: string): boolean {
  try {
    return policy.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

function action(): z.ZodString {
  return z.string().regex(/^(\*|ecr:[A-Za-z*?]+)$/);
}

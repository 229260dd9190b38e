/** Reads a repository policy for one question: is Lambda shut out? */
import { covers } from '../iam/role-permissions.js';

type Statement = { Effect?: unknown; Principal?: unknown; Action?: unknown; Condition?: unknown };

/**
 * Whether a statement denies Lambda to read images. A missing permission is not a denial: in its own account Lambda adds the
 * statement itself. Statements with conditions (the usual "only over TLS") count as not matching.
 * https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
 */
export function deniesLambda(policy: string | undefined): boolean {
  if (policy === undefined) return false;
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  return list(statements).some(
    (statement) =>
      (statement as Statement).Effect === 'Deny' &&
      (statement as Statement).Condition === undefined &&
      namesLambda((statement as Statement).Principal) &&
      list((statement as Statement).Action).some(coversPull),
  );
}

function namesLambda(principal: unknown): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  const { AWS, Service } = principal as { AWS?: unknown; Service?: unknown };
  return list(AWS).includes('*') || list(Service).includes('lambda.amazonaws.com');
}

function coversPull(action: unknown): boolean {
  return (
    typeof action === 'string' &&
    ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'].some((pull) => covers(action, pull))
  );
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

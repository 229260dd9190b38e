/** Reads a repository policy for one question: is Lambda shut out? */
import { covers } from '../iam/role-permissions.js';

interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | string[];
  readonly Condition?: unknown;
}

/**
 * Whether a statement denies Lambda to read images. A missing permission is not a denial: in its own account Lambda adds the
 * statement itself. Statements with conditions (the usual "only over TLS") count as not matching.
 * https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
 */
export function deniesLambda(policy: string | undefined): boolean {
  if (policy === undefined) return false;
  const document = JSON.parse(policy) as { Statement?: Statement | Statement[] };
  return list(document.Statement).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Deny' && Condition === undefined && namesLambda(Principal) && list(Action).some(coversPull),
  );
}

function namesLambda(principal: unknown): boolean {
  if (principal === '*') return true;
  if (typeof principal !== 'object' || principal === null) return false;
  const { AWS, Service } = principal as { AWS?: string | string[]; Service?: string | string[] };
  return list(AWS).includes('*') || list(Service).includes('lambda.amazonaws.com');
}

function coversPull(action: string): boolean {
  return ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'].some((pull) => covers(action, pull));
}

function list<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

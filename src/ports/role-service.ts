/** Execution roles in IAM. */

export interface ObservedRole {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: Date;
  /** Whether the trust policy lets lambda.amazonaws.com assume it. */
  readonly trustsLambda: boolean;
  /** Whether it carries the tag that lading puts on roles of its own. */
  readonly madeByLading: boolean;
}

export interface RoleService {
  /** Undefined when it does not exist. @throws ACCESS_DENIED when the caller may not look. */
  get(name: string): Promise<ObservedRole | undefined>;
  /** Names of the policies that it has besides the one that lading attaches: attached ones and its own. */
  addedPolicies(name: string): Promise<readonly string[]>;
  /** Creates the role with Lambda's trust policy and attaches AWSLambdaBasicExecutionRole. Safe to repeat. */
  ensureBasicExecutionRole(name: string): Promise<ObservedRole>;
}

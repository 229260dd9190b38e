/** ECR repository policies as far as Lambda's pulls are concerned. */

/** Where the functions live that may pull. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** `missing`: a statement has to be added. `denied`: one that is there forbids it, so that adding would not help. */
export type LambdaAccess = 'allowed' | 'missing' | 'denied';

/** The statement id that Lambda itself uses when it adds the statement. */
const statementId = 'LambdaECRImageRetrievalPolicy';
// https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
const pullActions = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/**
 * Whether the policy lets the Lambda service pull for the functions of this place. Conditions on the function's ARN and account
 * are judged; others cannot be from here: an Allow is taken as it stands, a Deny is taken not to strike.
 */
export function lambdaAccess(policy: string | undefined, place: Place): LambdaAccess {
  const statements = statementsOf(policy).filter(namesLambda);
  if (covers(statements, 'Deny', place, false).some(Boolean)) return 'denied';
  return covers(statements, 'Allow', place, true).every(Boolean) ? 'allowed' : 'missing';
}

/** Whether the policy lets this account itself pull, which functions of another account than the repository's need besides. */
export function letsAccountPull(policy: string, place: Place): boolean {
  const statements = statementsOf(policy).filter((statement) => namesAccount(statement, place.account));
  return covers(statements, 'Allow', place, true).every(Boolean);
}

/**
 * What to add to the policy of another account's repository: that this account may pull, and that Lambda may for its functions.
 * https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#configuration-images-xaccount-permissions
 */
export function crossAccountStatements(place: Place): { readonly account: object; readonly lambda: object } {
  return {
    account: {
      Sid: `CrossAccountPermission${place.account}`,
      Effect: 'Allow',
      Principal: { AWS: `arn:${place.partition}:iam::${place.account}:root` },
      Action: pullActions,
    },
    lambda: { ...lambdaStatement(place), Sid: `LambdaECRImageCrossAccountRetrievalPolicy${place.account}` },
  };
}

/** The policy with the statement that lets this account's functions in this region pull; everything else in it stays. */
export function withLambdaStatement(policy: string | undefined, place: Place): string {
  const others = statementsOf(policy);
  const taken = new Set(others.map((statement) => statement.Sid));
  const statement = {
    ...lambdaStatement(place),
    Sid: taken.has(statementId) ? `${statementId}${place.account}${others.length}` : statementId,
  };
  const document = { Version: '2012-10-17', ...documentOf(policy) };
  return JSON.stringify({ ...document, Statement: [...others, statement] });
}

/** Accounts other than this one that the policy allows anything, `*` for anybody. */
export function otherAccounts(policy: string | undefined, account: string): string[] {
  const allowed = statementsOf(policy).filter(({ Effect }) => Effect === 'Allow');
  const principals = allowed.flatMap(({ Principal }) =>
    Principal === '*' ? ['*'] : [(Principal as { AWS?: string | string[] } | undefined)?.AWS ?? []].flat(),
  );
  const accounts = principals.map((principal) => /\d{12}/.exec(principal)?.[0] ?? '*');
  return [...new Set(accounts)].filter((found) => found !== account).sort();
}

function lambdaStatement(place: Place) {
  return {
    Sid: statementId,
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: pullActions,
    Condition: { ArnLike: { 'aws:SourceArn': functionArn(place, '*') } },
  };
}

/** Of the two pull actions: whether each is covered. `unknown` is the answer for conditions that cannot be judged. */
function covers(
  statements: readonly Statement[],
  effect: string,
  place: Place,
  unknown: boolean,
): readonly boolean[] {
  return pullActions.map((action) =>
    statements.some(
      (statement) =>
        statement.Effect === effect &&
        matchesAction(statement, action) &&
        conditionHolds(statement, place, unknown),
    ),
  );
}

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | string[];
  readonly Condition?: unknown;
}

function documentOf(policy: string | undefined): { readonly Statement?: unknown } {
  if (policy === undefined) return {};
  try {
    return record(JSON.parse(policy));
  } catch {
    // ECR stores valid documents only; anything else grants nothing.
    return {};
  }
}

function statementsOf(policy: string | undefined): Statement[] {
  const { Statement } = documentOf(policy);
  return [Statement].flat().filter((statement) => typeof statement === 'object' && statement !== null);
}

function namesLambda(statement: Statement): boolean {
  if (statement.Principal === '*') return true;
  const { Service, AWS } = record(statement.Principal);
  return words(Service).includes('lambda.amazonaws.com') || words(AWS).includes('*');
}

/** A role or user of the account counts: which of them the caller is does not matter to Lambda. */
function namesAccount({ Principal }: Statement, account: string): boolean {
  if (Principal === '*') return true;
  return words(record(Principal).AWS).some(
    (name) => name === '*' || name === account || name.split(':')[4] === account,
  );
}

function matchesAction(statement: Statement, action: string): boolean {
  return words(statement.Action).some((pattern) => wildcard(pattern, 'i').test(action));
}

/** `unknown` is the answer for conditions on anything but the function. */
function conditionHolds(statement: Statement, place: Place, unknown: boolean): boolean {
  const tests = Object.entries(record(statement.Condition)).flatMap(([operator, keys]) =>
    Object.entries(record(keys)).map(([key, values]) => ({ operator, key: key.toLowerCase(), values })),
  );
  return tests.every(({ operator, key, values }) => {
    if (!/^(Arn|String)(Like|Equals)$/.test(operator)) return unknown;
    if (key === 'aws:sourcearn')
      return words(values).some((pattern) => wildcard(pattern).test(functionArn(place, 'any')));
    if (key === 'aws:sourceaccount')
      return words(values).some((pattern) => wildcard(pattern).test(place.account));
    return unknown;
  });
}

function functionArn({ partition, region, account }: Place, name: string): string {
  return `arn:${partition}:lambda:${region}:${account}:function:${name}`;
}

function wildcard(pattern: string, flags = ''): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, flags);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function words(value: unknown): string[] {
  return [value].flat().filter((item) => typeof item === 'string');
}

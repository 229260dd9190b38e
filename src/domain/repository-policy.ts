/** ECR repository policies as far as Lambda's pulls are concerned. */
/** Where the functions live that may pull. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** The statement id that Lambda itself uses when it adds the statement. */
const statementId = 'LambdaECRImageRetrievalPolicy';
// https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
const pullActions = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** Whether the policy lets the Lambda service pull; an explicit Deny wins. Conditions are taken as met. */
export function allowsLambda(policy: string | undefined): boolean {
  const statements = statementsOf(policy).filter(namesLambda);
  const covers = (effect: string) =>
    pullActions.map((action) =>
      statements.some((statement) => statement.Effect === effect && matchesAction(statement, action)),
    );
  return covers('Allow').every(Boolean) && !covers('Deny').some(Boolean);
}

/** The policy with the statement that lets this account's functions in this region pull; other statements stay. */
export function withLambdaStatement(policy: string | undefined, place: Place): string {
  const others = statementsOf(policy).filter((statement) => statement.Sid !== statementId);
  const statement = {
    Sid: statementId,
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: pullActions,
    Condition: {
      ArnLike: {
        'aws:SourceArn': `arn:${place.partition}:lambda:${place.region}:${place.account}:function:*`,
      },
    },
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [...others, statement] });
}

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | string[];
}

function statementsOf(policy: string | undefined): Statement[] {
  if (policy === undefined) return [];
  try {
    const { Statement } = JSON.parse(policy) as { Statement?: Statement | Statement[] };
    return Statement === undefined ? [] : [Statement].flat();
  } catch {
    return [];
  }
}

function namesLambda(statement: Statement): boolean {
  if (statement.Principal === '*') return true;
  const services =
    (statement.Principal as { Service?: string | string[]; AWS?: string | string[] } | undefined) ?? {};
  return (
    [services.Service ?? []].flat().includes('lambda.amazonaws.com') ||
    [services.AWS ?? []].flat().includes('*')
  );
}

function matchesAction(statement: Statement, action: string): boolean {
  return [statement.Action ?? []].flat().some((pattern) => {
    const expression = new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
      'i',
    );
    return expression.test(action);
  });
}

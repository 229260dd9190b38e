/** Reads and writes the trust policy of an execution role. */

/** What Lambda needs to run a function with the role: https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
export const lambdaTrustPolicy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

interface Statement {
  readonly Effect?: string;
  readonly Principal?: { readonly Service?: string | readonly string[] } | string;
  readonly Action?: string | readonly string[];
}

/**
 * Whether some statement lets lambda.amazonaws.com assume the role and none forbids it; conditions are not evaluated.
 * IAM sends the document URL-encoded. A document that cannot be read counts as trusting: Lambda then has the last word.
 */
export function trustsLambda(document: string | undefined): boolean {
  const statements = parse(document);
  if (!statements) return true;
  const about = statements.filter((statement) => namesLambda(statement) && assumes(statement));
  return about.some(({ Effect }) => Effect === 'Allow') && !about.some(({ Effect }) => Effect === 'Deny');
}

function parse(document: string | undefined): readonly Statement[] | undefined {
  try {
    const { Statement: found } = JSON.parse(decodeURIComponent(document ?? '')) as {
      Statement?: Statement | Statement[];
    };
    return found === undefined ? [] : [found].flat();
  } catch {
    return undefined;
  }
}

function namesLambda({ Principal }: Statement): boolean {
  if (typeof Principal !== 'object') return false;
  return list(Principal.Service).includes('lambda.amazonaws.com');
}

function assumes({ Action }: Statement): boolean {
  return list(Action).some((action) => /^(?:\*|sts:\*|sts:AssumeRole\*?)$/i.test(action));
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : [value].flat();
}

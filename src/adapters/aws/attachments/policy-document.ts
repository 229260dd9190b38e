/** Reads the resource policy of a function as Lambda writes it. */
import type { ObservedStatement, PermissionGrant } from '../../../domain/attachments/permission-statement.js';
import { AppError } from '../../../errors/app-error.js';

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly Action?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Condition keys that AddPermission writes; the case of `AWS:` differs between services and years. */
const conditionKeys: Readonly<Record<string, keyof PermissionGrant>> = {
  'aws:sourcearn': 'sourceArn',
  'aws:sourceaccount': 'sourceAccount',
  'aws:principalorgid': 'principalOrgId',
  'lambda:eventsourcetoken': 'eventSourceToken',
  'lambda:functionurlauthtype': 'functionUrlAuthType',
  'lambda:invokedviafunctionurl': 'invokedViaFunctionUrl',
};

/** @throws REMOTE_REFUSED when the text is not a policy */
export function readPolicy(text: string): ObservedStatement[] {
  return statementsOf(text).map((statement) => {
    const conditions = Object.values(statement.Condition ?? {}).flatMap((block) => Object.entries(block));
    const known = conditions.flatMap(([key, value]): [string, unknown][] => {
      const name = conditionKeys[key.toLowerCase()];
      return name && typeof value === 'string' ? [[name, fromText(name, value)]] : [];
    });
    return {
      statementId: statement.Sid ?? '',
      effect: statement.Effect ?? '',
      grant: {
        principal: principalOf(statement.Principal),
        action: [statement.Action ?? []].flat().join(', '),
        ...Object.fromEntries(known),
      },
      narrower: known.length < conditions.length,
    };
  });
}

function statementsOf(text: string): readonly Statement[] {
  try {
    const { Statement: found = [] } = JSON.parse(text) as { Statement?: Statement | readonly Statement[] };
    return [found].flat();
  } catch (error) {
    throw new AppError({
      code: 'REMOTE_REFUSED',
      message: 'Lambda answered GetPolicy with something that is no policy document.',
      suggestions: ['Check the endpoint: something else than AWS may be answering.'],
      cause: error,
    });
  }
}

function principalOf(principal: Statement['Principal']): string {
  if (typeof principal !== 'object') return principal ?? '';
  return Object.values(principal).flat().join(', ');
}

function fromText(name: keyof PermissionGrant, value: string): string | boolean {
  return name === 'invokedViaFunctionUrl' ? value === 'true' : value;
}

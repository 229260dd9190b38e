/** AddPermission, RemovePermission, GetPolicy: the resource policies of functions, versions and aliases. */
import * as z from 'zod';
import { awsPattern } from '../wire/aws-pattern.js';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { WireError } from '../wire/wire-error.js';
import { withNewRevision } from './change-version.js';
import { functionArn, namespacedFunctionName, parseFunctionReference, qualifier } from './function-name.js';
import type { FunctionRecord, PolicyStatement } from './function-record.js';
import { requireRevision, revisionOf } from './function-status.js';
import { requireVersion } from './function-store.js';
import type { LambdaDeps } from './lambda-deps.js';
import { permissionStatement } from './permission-statement.js';
import { invalid } from './settings-rules.js';

const naming = z.strictObject({ FunctionName: namespacedFunctionName, Qualifier: qualifier.optional() });

const addPermissionSchema = naming.extend({
  StatementId: awsPattern('([a-zA-Z0-9-_]+)').min(1).max(100),
  Action: awsPattern('(lambda:[*]|lambda:[a-zA-Z]+|[*])'),
  Principal: awsPattern('[^\\s]+'),
  SourceArn: awsPattern(
    'arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\\-])+:([a-z]{2}(-gov)?-[a-z]+-\\d{1})?:(\\d{12})?:(.*)',
  ).optional(),
  SourceAccount: awsPattern('\\d{12}').max(12).optional(),
  EventSourceToken: awsPattern('[a-zA-Z0-9._\\-]+').max(256).optional(),
  RevisionId: z.string().optional(),
  PrincipalOrgID: awsPattern('o-[a-z0-9]{10,32}').min(12).max(34).optional(),
  FunctionUrlAuthType: z.enum(['NONE', 'AWS_IAM']).optional(),
  InvokedViaFunctionUrl: z.boolean().optional(),
});

const removeSchema = naming.extend({
  StatementId: awsPattern('([a-zA-Z0-9-_.]+)').min(1).max(100),
  RevisionId: z.string().optional(),
});

const maximumPolicyBytes = 20_480;

const path = '/2015-03-31/functions/{FunctionName}/policy';

/** https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html */
export function permissionOperations(deps: LambdaDeps): RestOperation[] {
  return [addPermission(deps), removePermission(deps), getPolicy(deps)];
}

function addPermission(deps: LambdaDeps): RestOperation {
  return restOperation(
    { name: 'AddPermission', method: 'POST', path, status: 201 },
    addPermissionSchema,
    (input) => {
      const { record, key, arn, revision } = requirePolicyOwner(input, deps);
      const statements = record.policies[key] ?? [];
      if (statements.some(({ Sid }) => Sid === input.StatementId)) throw duplicate(input.StatementId);
      requireRevision(revision, input.RevisionId, 'GetPolicy');
      const statement = permissionStatement(input, arn);
      requireFittingPolicy([...statements, statement]);
      put(record, key, [...statements, statement], deps);
      return { Statement: JSON.stringify(statement) };
    },
  );
}

function removePermission(deps: LambdaDeps): RestOperation {
  const route = {
    name: 'RemovePermission',
    method: 'DELETE',
    path: `${path}/{StatementId}`,
    status: 204,
  } as const;
  return restOperation(route, removeSchema, (input) => {
    const { name } = parseFunctionReference(input.FunctionName, deps.settings, input.Qualifier);
    if (!deps.functions.find(name))
      throw notFound(`No policy found for: ${functionArn(deps.settings, name)}`);
    const { record, key, revision } = requirePolicyOwner(input, deps);
    const statements = record.policies[key];
    if (!statements) throw notFound('No policy is associated with the given resource.');
    if (!statements.some(({ Sid }) => Sid === input.StatementId)) {
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    requireRevision(revision, input.RevisionId, 'GetPolicy');
    put(
      record,
      key,
      statements.filter(({ Sid }) => Sid !== input.StatementId),
      deps,
    );
    return undefined;
  });
}

function getPolicy(deps: LambdaDeps): RestOperation {
  return restOperation({ name: 'GetPolicy', method: 'GET', path }, naming, (input) => {
    const { record, key, revision } = requirePolicyOwner(input, deps);
    const statements = record.policies[key];
    if (!statements) throw notFound('The resource you requested does not exist.');
    return {
      Policy: policyText(statements),
      RevisionId: revision,
    };
  });
}

interface PolicyOwner {
  readonly record: FunctionRecord;
  /** Key in `record.policies`. */
  readonly key: string;
  readonly arn: string;
  readonly revision: string;
}

function requirePolicyOwner(input: z.infer<typeof naming>, deps: LambdaDeps): PolicyOwner {
  const reference = parseFunctionReference(input.FunctionName, deps.settings, input.Qualifier);
  if (reference.qualifier === '$LATEST')
    throw invalid('We currently do not support adding policies for $LATEST.');
  const record = deps.functions.require(reference);
  const arn = functionArn(deps.settings, record.name, reference.qualifier);
  const alias = reference.qualifier === undefined ? undefined : record.aliases[reference.qualifier];
  if (reference.qualifier !== undefined && !alias && !/^\d+$/.test(reference.qualifier)) {
    throw notFound(`Cannot find alias arn: ${arn}`);
  }
  const version = requireVersion(record, reference.qualifier, deps.settings);
  return {
    record,
    key: reference.qualifier ?? '',
    arn,
    revision: alias?.revisionId ?? revisionOf(version, deps.clock()),
  };
}

function policyText(statements: readonly PolicyStatement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements });
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution */
function requireFittingPolicy(statements: readonly PolicyStatement[]): void {
  const size = Buffer.byteLength(policyText(statements));
  if (size <= maximumPolicyBytes) return;
  throw new WireError(
    'PolicyLengthExceededException',
    `The final policy size (${size}) is bigger than the limit (${maximumPolicyBytes}).`,
    400,
  );
}

/** A policy without statements is gone. The function's RevisionId changes with its policy. */
function put(
  record: FunctionRecord,
  key: string,
  statements: readonly PolicyStatement[],
  deps: LambdaDeps,
): void {
  const { [key]: _, ...others } = record.policies;
  const policies = statements.length > 0 ? { ...others, [key]: statements } : others;
  deps.functions.put({ ...record, policies, ...(key === '' && { latest: withNewRevision(record.latest) }) });
}

function duplicate(id: string): WireError {
  return new WireError(
    'ResourceConflictException',
    `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    409,
  );
}

function notFound(message: string): WireError {
  return new WireError('ResourceNotFoundException', message, 404);
}

/** Diagnoses around functions, versions, aliases, URLs and policies as named things (rows D18–D31). */
import type { DiagnosisRow } from '../diagnosis-row.js';

const planAgain = 'Look at what changed, then deploy again: lading plan';

export const resourceRows: readonly DiagnosisRow[] = [
  {
    id: 'D18',
    match:
      /(?:decreases account's UnreservedConcurrentExecution below|is greater than account's unreserved concurrency)/,
    cause: 'The account has not that much concurrency left to reserve.',
    suggestions: [
      'See the account’s limits: aws lambda get-account-settings',
      'Lower the reservation, or ask for a higher quota.',
    ],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'D19',
    match: /(?:Cannot find alias arn|Alias not found): (?<alias>\S+)/,
    cause: 'The alias {alias} does not exist.',
    suggestions: ['List the aliases: aws lambda list-aliases --function-name {function}'],
    code: 'FUNCTION_NOT_FOUND',
  },
  {
    id: 'D20',
    match: /Alias already exists/,
    cause: 'Somebody else created the alias in between.',
    suggestions: [planAgain],
    code: 'FUNCTION_CHANGED_MEANWHILE',
  },
  {
    id: 'D21',
    match: /Function already exist/,
    cause: 'Somebody else created the function in between.',
    suggestions: [planAgain],
    code: 'FUNCTION_CHANGED_MEANWHILE',
  },
  {
    id: 'D23',
    match: /Functions from '(?<theirs>[^']+)' are not reachable in this region \('(?<ours>[^']+)'\)/,
    cause: 'The ARN names a function of region {theirs}, while this run works in {ours}.',
    suggestions: ['Work there: --region {theirs}, without --local'],
    code: 'REFERENCE_INVALID',
  },
  {
    id: 'D22',
    match: /Function not found: (?<function>\S+)/,
    cause: 'No function {function}: wrong name, region or account, or deleted meanwhile.',
    suggestions: ['List the functions: aws lambda list-functions --query "Functions[].FunctionName"'],
    code: 'FUNCTION_NOT_FOUND',
  },
  {
    id: 'D24',
    match: /Revision Id provided does not match the latest Revision Id|PreconditionFailedException/,
    cause: 'Somebody else changed the function or the alias since it was read.',
    suggestions: [planAgain],
    code: 'FUNCTION_CHANGED_MEANWHILE',
  },
  {
    id: 'D25',
    match: /CodeSHA256 \([^)]*\) is different from current CodeSHA256 in \$LATEST/,
    cause: 'Somebody else deployed other code between this update and its publication.',
    suggestions: [planAgain],
    code: 'FUNCTION_CHANGED_MEANWHILE',
  },
  {
    id: 'D26',
    match:
      /\$LATEST is not supported for an alias pointing to more than 1 version|AdditionalVersionWeights cannot be greater than 1|is already included in routing configuration/,
    cause: 'An alias with weights names two different published versions, and one weight at most.',
    suggestions: ['Publish a version first, and give one other version a weight between 0 and 1.'],
    code: 'CONFIG_INVALID',
  },
  {
    id: 'D28',
    match: /statement id \((?<statement>[^)]*)\) provided already exists/,
    cause: 'The function’s policy has a statement {statement} already.',
    suggestions: ['Read it: aws lambda get-policy --function-name {function}'],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'D29',
    match: /FunctionUrlConfig exists for this Lambda function/,
    cause: 'The function has a URL already.',
    suggestions: ['Read it: aws lambda get-function-url-config --function-name {function}'],
    code: 'REMOTE_REFUSED',
  },
  {
    id: 'D31',
    match:
      /\$LATEST version cannot be deleted|must be an alias or a published version|do not support adding policies for \$LATEST|Tags on function aliases and versions are not supported/,
    cause: 'This operation does not take that qualifier.',
    suggestions: ['Name a published version or an alias, or the function without a qualifier.'],
    code: 'REMOTE_REFUSED',
  },
];

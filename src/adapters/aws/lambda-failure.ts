/** Lambda's errors in our codes. */
import type { AppError } from '../../errors/app-error.js';
import type { ErrorCode } from '../../errors/codes.js';
import { awsFailure, type CallContext } from './aws-failure.js';
import type { AwsFault } from './aws-fault.js';

/** https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html */
export function lambdaFailure(error: unknown, context: Omit<CallContext, 'service'>): AppError {
  return awsFailure(error, { ...context, service: 'Lambda' }, chooseCode);
}

/** A 404 that means "does not exist"; one that means "wrong region" is an error like any other. */
export function isNotFound({ name, text }: AwsFault): boolean {
  if (name === 'ProvisionedConcurrencyConfigNotFoundException') return true;
  return name === 'ResourceNotFoundException' && !/not reachable in this region/.test(text);
}

// Only where the name says more than the text; moto answers a duplicate alias with ConflictException.
function chooseCode({ name, text }: AwsFault): ErrorCode | undefined {
  if (name === 'ResourceConflictException' || name === 'ConflictException') return conflictCode(text);
  // An event source mapping that is still being made or changed.
  if (name === 'ResourceInUseException') return 'FUNCTION_BUSY';
  if (name === 'PreconditionFailedException') return 'FUNCTION_CHANGED_MEANWHILE';
  if (name === 'ResourceNotFoundException' && /^Function not found|^Cannot find alias/.test(text))
    return 'FUNCTION_NOT_FOUND';
  // An emulator's ECR showing through Lambda's API.
  if (name === 'ImageNotFoundException' || name === 'RepositoryNotFoundException') return 'IMAGE_NOT_FOUND';
  return undefined;
}

function conflictCode(text: string): ErrorCode | undefined {
  if (/already exist|exists for this Lambda function/.test(text)) return 'FUNCTION_CHANGED_MEANWHILE';
  // A failed creation stays failed: the diagnosis says what to do.
  return /state: '?Failed/.test(text) ? undefined : 'FUNCTION_BUSY';
}

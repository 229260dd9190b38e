/** Tells apart: no credentials, refused credentials, no region, a wrong one. */
import { AppError } from '../../errors/app-error.js';
import type { CallContext } from './aws-failure.js';
import type { AwsFault } from './aws-fault.js';

// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html; the names differ between services.
const refused = new Set([
  'AuthFailure',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'OptInRequired',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);
const missing = new Set(['CredentialsProviderError', 'CredentialsError', 'TokenProviderError']);

/** Undefined when the failure is about something else. */
export function credentialsFailure(
  fault: AwsFault,
  context: CallContext,
  cause: unknown,
): AppError | undefined {
  // An empty variable counts as set for the SDK.
  if (/^Region is missing|^Region not accepted: region=""/.test(fault.text))
    return regionMissing(context, cause);
  const [, wrong] = /^Region not accepted: region="(.+?)"/.exec(fault.text) ?? [];
  if (wrong !== undefined) return regionWrong(wrong, context, cause);
  if (missing.has(fault.name))
    return isExpired(fault.text)
      ? refusedFailure(fault, context, cause)
      : noCredentials(fault, context, cause);
  return refused.has(fault.name) ? refusedFailure(fault, context, cause) : undefined;
}

/** A profile whose single sign-on session ran out has credentials; they are just no longer good. */
function isExpired(text: string): boolean {
  return /expired|aws sso login|refresh/i.test(text);
}

function regionMissing({ doing }: CallContext, cause: unknown): AppError {
  return new AppError({
    code: 'REGION_MISSING',
    message: `${doing}: no AWS region is set by --region, AWS_REGION, AWS_DEFAULT_REGION or the profile.`,
    suggestions: [
      'Name it: --region eu-west-1',
      'Or write it into the configuration file: region: eu-west-1',
    ],
    cause,
  });
}

function regionWrong(region: string, { doing }: CallContext, cause: unknown): AppError {
  return new AppError({
    code: 'USAGE',
    message: `${doing}: "${region}" is no AWS region.`,
    suggestions: [
      'Name it as AWS does: --region eu-west-1',
      'List them: aws ec2 describe-regions --query "Regions[].RegionName" --output text',
    ],
    details: { region },
    cause,
  });
}

function noCredentials(
  { text }: AwsFault,
  { doing, service, profile }: CallContext,
  cause: unknown,
): AppError {
  return new AppError({
    code: 'CREDENTIALS_MISSING',
    message: `${doing}: no AWS credentials${profile ? ` for profile ${profile}` : ''}. ${text}`,
    suggestions: [
      profile
        ? `Log in: aws sso login --profile ${profile}`
        : 'Log in (aws sso login), name a profile (--profile NAME), or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
      'Check with: aws sts get-caller-identity',
      'Or try it without an account: --local',
    ],
    details: { service, ...(profile && { profile }) },
    cause,
  });
}

function refusedFailure(fault: AwsFault, { doing, service, profile }: CallContext, cause: unknown): AppError {
  const { name, text, requestId } = fault;
  return new AppError({
    code: 'CREDENTIALS_REFUSED',
    message: `${doing}: ${service} refused the credentials${profile ? ` of profile ${profile}` : ''}: ${name}: ${text}`,
    suggestions: [
      `Log in again: aws sso login${profile ? ` --profile ${profile}` : ''}`,
      'Check with: aws sts get-caller-identity',
      ...(/Signature|Expired|TooSkewed/.test(name) ? ['Check the clock of this machine: date -u'] : []),
    ],
    details: { service, error: name, ...(requestId !== undefined && { requestId }) },
    cause,
  });
}

/** Promotion: the very image of one stage, copied and deployed in another one. */
import type { Digest } from '../domain/digest.js';
import type { ImageReference } from '../domain/image-reference.js';
import { AppError } from '../errors/app-error.js';
import type { RegistryCredentials } from '../ports/container-engine.js';
import { deploy, type PipelineTools } from './deploy.js';
import type { DeployResult } from './deploy-result.js';
import type { DeployRequest } from './deploy-state.js';

export interface PromoteResult extends DeployResult {
  /** Where the image came from; its digest is that of `image`. */
  promoted: { from: string; digest: string };
}

export interface Promotion {
  readonly reference: ImageReference & { readonly digest: Digest };
  /** For the registry that it comes from. */
  readonly credentials: RegistryCredentials | undefined;
}

/** Nothing is built, and the digest stays. @throws what deploy throws, DIGEST_MISMATCH when the copy has another digest */
export async function promote(
  { reference, credentials }: Promotion,
  request: DeployRequest,
  tools: PipelineTools,
): Promise<PromoteResult> {
  const { deps } = tools;
  const logins = {
    find: async (host: string) =>
      host === reference.host && credentials ? credentials : deps.logins.find(host),
  };
  const result = await deploy(
    { ...request, source: { kind: 'registry', reference, exact: true } },
    { ...tools, deps: { ...deps, logins } },
  );
  const from = `${reference.host}/${reference.repository}@${reference.digest}`;
  if (result.image.digest !== reference.digest) throw changed(from, result.image.uri);
  return { ...result, promoted: { from, digest: reference.digest } };
}

function changed(from: string, to: string): AppError {
  return new AppError({
    code: 'DIGEST_MISMATCH',
    message: `The copy of ${from} is ${to}: its digest changed on the way.`,
    suggestions: ['See what the function runs now: lading status'],
    details: { from, to },
  });
}

/** Writes refusals in the form of the distribution API: `{"errors":[{"code","message"}]}`. */
import type { ServerResponse } from 'node:http';
import { WireError } from '../wire/wire-error.js';

/** ECR's exceptions under the distribution API's codes, as ECR's own registry answers them (failures.md 1F). */
const codes: Readonly<Record<string, { code: string; status: number }>> = {
  RepositoryNotFoundException: { code: 'NAME_UNKNOWN', status: 404 },
  ImageTagAlreadyExistsException: { code: 'TAG_INVALID', status: 400 },
  ImageDigestDoesNotMatchException: { code: 'MANIFEST_INVALID', status: 400 },
  LayersNotFoundException: { code: 'MANIFEST_BLOB_UNKNOWN', status: 400 },
  ReferencedImagesNotFoundException: { code: 'MANIFEST_BLOB_UNKNOWN', status: 400 },
  RequestEntityTooLargeException: { code: 'MANIFEST_INVALID', status: 413 },
  InvalidParameterException: { code: 'UNSUPPORTED', status: 405 },
};

/**
 * A refusal by a code of the specification.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export function registryError(code: string, message: string, status: number): WireError {
  return new WireError(code, message, status);
}

export function writeRegistryError(response: ServerResponse, error: WireError): void {
  const { code, status } = codes[error.code] ?? error;
  const body = `${JSON.stringify({ errors: [{ code, message: error.message }] })}\n`;
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

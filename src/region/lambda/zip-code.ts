/** Takes a Zip package: enough for a tool to meet a Zip function, not enough to run one. */
import { createHash } from 'node:crypto';
import type { FunctionCode } from './function-record.js';
import type { CodeInput } from './function-schema.js';
import { invalid } from './settings-rules.js';

/**
 * Size and digest of a direct upload; the bytes themselves are not kept.
 * @throws WireError InvalidParameterValueException 400 (D7, D27) also for S3 sources, of which there are none here
 */
export function zipCode(input: CodeInput): FunctionCode {
  if (input.S3Bucket !== undefined) {
    throw invalid(
      'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
    );
  }
  if (input.ZipFile === undefined) throw invalid('Please provide a source for function code.');
  const bytes = Buffer.from(input.ZipFile, 'base64');
  // Every zip starts with PK, an empty one too.
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') {
    throw invalid('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
  return { kind: 'zip', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('base64') };
}

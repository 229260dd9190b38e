import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { awsPattern } from '../../../src/region/wire/aws-pattern.js';
import { validate } from '../../../src/region/wire/validate.js';
import { WireError } from '../../../src/region/wire/wire-error.js';

const schema = z.strictObject({
  FunctionName: awsPattern('[a-z/]+').max(4),
  Architectures: z
    .array(z.enum(['x86_64', 'arm64']))
    .max(1)
    .optional(),
  Timeout: z.number().int().min(1).max(900).optional(),
  Publish: z.boolean().optional(),
  PackageType: z.enum(['Zip', 'Image']).optional(),
  RoutingConfig: z
    .strictObject({
      AdditionalVersionWeights: z
        .record(awsPattern('[0-9]+').min(1).max(1024), z.number().min(0).max(1))
        .optional(),
    })
    .optional(),
  FileSystemConfigs: z.array(z.strictObject({ Arn: awsPattern('arn:.*') })).optional(),
});

function refusal(input: unknown): { code: string; status: number; message: string } {
  try {
    validate(schema, input);
  } catch (error) {
    if (error instanceof WireError) return { code: error.code, status: error.status, message: error.message };
    throw error;
  }
  throw new Error('accepted');
}

const ok = { FunctionName: 'abc' };

describe('validate', () => {
  it('returns the typed input and reads null as absent', () => {
    expect(validate(schema, { ...ok, Timeout: null })).toEqual({ FunctionName: 'abc' });
  });

  it.each([
    [
      'a missing member',
      {},
      "Value null at 'functionName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a length',
      { FunctionName: 'abcde' },
      "Value 'abcde' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 4",
    ],
    [
      'a pattern, slash unescaped',
      { FunctionName: 'A' },
      "Value 'A' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z/]+",
    ],
    [
      'a range',
      { ...ok, Timeout: 901 },
      "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
    ],
    [
      'an enum',
      { ...ok, PackageType: 'zip' },
      "Value 'zip' at 'packageType' failed to satisfy constraint: Member must satisfy enum value set: [Zip, Image]",
    ],
    // Recorded: D9, and test_notfound_and_invalid_routingconfigs.
    [
      'an element of a list',
      { ...ok, Architectures: ['X86_64'] },
      "Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
    ],
    [
      'a list',
      { ...ok, Architectures: ['x86_64', 'arm64'] },
      "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      'a map value',
      { ...ok, RoutingConfig: { AdditionalVersionWeights: { 2: 2 } } },
      "Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    ],
    [
      'a map key',
      { ...ok, RoutingConfig: { AdditionalVersionWeights: { $LATEST: 0.5 } } },
      "Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
    ],
    [
      'a member inside a list',
      { ...ok, FileSystemConfigs: [{ Arn: 'x' }] },
      "Value 'x' at 'fileSystemConfigs.1.member.arn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:.*",
    ],
  ])('names %s', (_, input, text) => {
    expect(refusal(input)).toEqual({
      code: 'ValidationException',
      status: 400,
      message: `1 validation error detected: ${text}`,
    });
  });

  it('reports several failures together, patterns first', () => {
    expect(refusal({ FunctionName: 'ABCDE', Timeout: 0 }).message).toBe(
      "3 validation errors detected: Value 'ABCDE' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z/]+; " +
        "Value 'ABCDE' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 4; " +
        "Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1",
    );
  });

  it.each([
    [{ ...ok, Timeout: '3' }, 'STRING_VALUE can not be converted to an Integer'],
    [{ ...ok, Timeout: 1.5 }, 'DECIMAL_VALUE can not be converted to an Integer'],
    [{ FunctionName: 3 }, 'NUMBER_VALUE can not be converted to a String'],
    [{ FunctionName: ['a'] }, 'Start of list found where not expected'],
    [{ ...ok, Publish: {} }, 'Start of structure or map found where not expected.'],
    [{ ...ok, PackageType: true }, 'TRUE_VALUE can not be converted to a String'],
    [{ ...ok, Architectures: 'x86_64' }, 'Unexpected field type'],
    [{ ...ok, Nonsense: 1 }, 'Unknown field Nonsense.'],
    [
      { ...ok, FileSystemConfigs: [{ Arn: 'arn:x', Path: '/' }] },
      'Unknown field Path in fileSystemConfigs.1.member.',
    ],
  ])('refuses %j before looking at constraints', (input, message) => {
    expect(refusal({ ...input, RoutingConfig: { AdditionalVersionWeights: { 2: 2 } } })).toEqual({
      code: 'SerializationException',
      status: 400,
      message,
    });
  });
});

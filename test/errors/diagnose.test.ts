/** Every recorded text of the failure catalogue finds its row, and every row has a recorded text. */
import { StateReasonCode } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { diagnose, diagnosisRows } from '../../src/errors/diagnose.js';
import { reasonCodes } from '../../src/errors/diagnoses/reason-codes.js';
import { recordedTexts } from './recorded-texts.js';

describe('diagnose', () => {
  it.each(recordedTexts)('%s: %s', (id, text) => {
    const found = diagnose(text);
    expect(found?.id).toBe(id);
    expect(found?.text).toBe(text);
    expect(found?.cause).not.toMatch(/[{}]/);
    expect(found?.suggestions.length).toBeGreaterThan(0);
  });

  it('has a recorded text for every row', () => {
    const shown = new Set(recordedTexts.map(([id]) => id));
    expect(diagnosisRows.map((row) => row.id).filter((id) => !shown.has(id))).toEqual([]);
  });

  it('names each row once', () => {
    expect(new Set(diagnosisRows.map((row) => row.id)).size).toBe(diagnosisRows.length);
  });

  it('writes the image into the literal %s that Lambda sends', () => {
    const image = '123456789012.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:00';
    const text = 'The image manifest, config or layer media type for the source image %s is not supported.';
    expect(diagnose(text, 'InvalidImage', { image })?.text).toBe(
      `The image manifest, config or layer media type for the source image ${image} is not supported.`,
    );
  });

  it('fills suggestions from the text first, then from what the caller knows, else with a word to replace', () => {
    const denied =
      'AccessDeniedException: User: arn:aws:iam::1:user/u is not authorized to perform: lambda:UpdateAlias on resource: arn:aws:lambda:x';
    expect(diagnose(denied)?.suggestions[0]).toBe(
      'Allow lambda:UpdateAlias on arn:aws:lambda:x for this principal, or use another --profile.',
    );
    const gone = 'The function is trying to use a deleted image.';
    expect(diagnose(gone, undefined, { repository: 'team/app' })?.suggestions.join()).toContain(
      '--repository-name team/app',
    );
    expect(diagnose(gone)?.suggestions.join()).toContain('--repository-name REPOSITORY');
  });

  it('leaves the engine’s own templates alone', () => {
    expect(diagnose('fork/exec /x: exec format error')?.suggestions.join()).toContain('{{.Architecture}}');
  });

  it('prefers the text to the reason code, and uses the code for an unknown text', () => {
    expect(diagnose('SizeLimitExceeded', 'InvalidImage')?.id).toBe('A6');
    expect(diagnose('something new', 'InvalidImage')?.code).toBe('IMAGE_UNSUITABLE');
    expect(diagnose('something new', 'FunctionError.InitTimeout')?.id).toBe('FunctionError.InitTimeout');
  });

  it('does not guess: an unknown text or code has no diagnosis', () => {
    expect(diagnose('something new')).toBeUndefined();
    expect(diagnose('something new', 'SomethingNew')).toBeUndefined();
    expect(diagnose('something new', 'toString')).toBeUndefined();
  });

  it('knows every reason code of the API', () => {
    const missing = Object.values(StateReasonCode).filter((code) => !Object.hasOwn(reasonCodes, code));
    expect(missing).toEqual([]);
    for (const entry of Object.values(reasonCodes)) expect(entry.suggestions.length).toBeGreaterThan(0);
  });

  it('says what may be tried again', () => {
    const retry = (text: string) => diagnose(text)?.retry;
    expect(retry('The role defined for the function cannot be assumed by Lambda.')).toBe('transient-role');
    expect(
      retry('The operation cannot be performed at this time. An update is in progress for resource: arn'),
    ).toBe('conflict');
    expect(retry('TooManyRequestsException: Rate exceeded')).toBe('throttle');
    expect(retry('Lambda does not have permission to access the ECR image. Check the ECR permissions.')).toBe(
      'policy-race',
    );
    expect(retry('connect ECONNREFUSED 127.0.0.1:1')).toBe('network');
    expect(retry('Function not found: arn:aws:lambda:eu-west-1:1:function:x')).toBeUndefined();
  });
});

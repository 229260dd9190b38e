import { describe, expect, it } from 'vitest';
import { createPlaceRepeater } from '../../src/ui/place-repeater.js';

const prod = createPlaceRepeater({ region: 'eu-west-1', profile: 'prod', local: false });
const local = createPlaceRepeater({ stage: 'test', local: true });

describe('a suggested command', () => {
  it.each([
    [
      'at the end of a sentence',
      'See how it stands: lading status hello',
      'See how it stands: lading status hello --stage test --local',
    ],
    ['alone', 'lading logs a', 'lading logs a --stage test --local'],
    [
      'among painted columns',
      '  try           lading deploy --finish-shift, or lading deploy --undo-shift',
      '  try           lading deploy --finish-shift --stage test --local, or lading deploy --undo-shift --stage test --local',
    ],
    [
      'with a second one',
      'Copy it: lading push --from x:y, then deploy what it prints: lading deploy --image …@sha256:…',
      'Copy it: lading push --from x:y --stage test --local, then deploy what it prints: lading deploy --image …@sha256:… --stage test --local',
    ],
    [
      'after another program',
      'Check it there: docker pull IMAGE && lading check IMAGE',
      'Check it there: docker pull IMAGE && lading check IMAGE --stage test --local',
    ],
    [
      'before a full stop',
      'Finish it: lading deploy --finish-shift.',
      'Finish it: lading deploy --finish-shift --stage test --local.',
    ],
    [
      'with JSON in it',
      'Write it: lading invoke hello \'{"a":1, "b":2}\'',
      'Write it: lading invoke hello \'{"a":1, "b":2}\' --stage test --local',
    ],
    [
      'that names a stage itself',
      'Deploy it first: lading deploy --stage prod',
      'Deploy it first: lading deploy --stage prod --local',
    ],
    [
      'in the middle of a text',
      'Error X: no.\n  Try: Look: lading plan\n  More: docs/errors.md#x',
      'Error X: no.\n  Try: Look: lading plan --stage test --local\n  More: docs/errors.md#x',
    ],
  ])('%s goes where this one went', (_where, text, shown) => {
    expect(local.text(text)).toBe(shown);
  });

  it('of the AWS CLI gets region and profile, which it knows too', () => {
    expect(prod.text('Who: aws sts get-caller-identity')).toBe(
      'Who: aws sts get-caller-identity --region eu-west-1 --profile prod',
    );
    expect(local.text('Who: aws sts get-caller-identity')).toBe('Who: aws sts get-caller-identity');
  });

  it.each([
    'Look elsewhere: --region, --profile',
    'lading could not read it; lading deploy writes it where it may.',
    'Start it: lading region start',
    'Error USAGE: lading logs takes one function at a time, and none was named.',
    '\u001b[31mError\u001b[39m USAGE: lading logs takes one.',
    'Name it: lading invoke x --region=us-east-1 --profile prod',
  ])('%s is left alone', (text) => {
    expect(prod.text(text)).toBe(text);
  });

  it('quotes what a shell would take apart', () => {
    const odd = createPlaceRepeater({ config: "it's here/lading.yaml", dotenv: ['a', 'b c'] });
    expect(odd.text('Look: lading plan')).toBe(
      `Look: lading plan --config 'it'\\''s here/lading.yaml' --dotenv a --dotenv 'b c'`,
    );
  });

  it('is completed in a document, but not in what a function answered', () => {
    const text = 'See: lading status a';
    const payload = { suggestions: [text] };
    const value = { payload, error: { message: text, suggestions: [text] }, list: [{ suggestions: [text] }] };
    expect(prod.document(value)).toEqual({
      payload,
      error: { message: text, suggestions: [`${text} --region eu-west-1 --profile prod`] },
      list: [{ suggestions: [`${text} --region eu-west-1 --profile prod`] }],
    });
  });
});

/** The comparison has to be able to fail: a recording that matches anything would show nothing. */
import { describe, expect, it } from 'vitest';
import { RecordingComparison } from './recording-comparison.js';

const recorded = {
  first: {
    Arn: 'arn:<partition>:lambda:<region>:111111111111:function:<name:1>',
    Rev: '<uuid:1>',
    At: 'date',
    Size: '<size>',
  },
  second: { Rev: '<uuid:2>', Again: '<uuid:1>', List: [1] },
};
const first = {
  Arn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
  Rev: 'r1',
  At: '2026-01-01T00:00:00Z',
  Size: 3,
};
const second = { Rev: 'r2', Again: 'r1', List: [1] };

function compare(a: object, b: object = second): () => void {
  return () => {
    const comparison = new RecordingComparison(recorded, '000000000000');
    comparison.match('first', a);
    comparison.match('second', b);
  };
}

describe('a comparison with a recording', () => {
  it('accepts what differs only where the recording has placeholders', () => {
    expect(compare(first)).not.toThrow();
  });

  it.each([
    ['a missing member', () => compare({ ...first, Rev: undefined })],
    ['a member that was not recorded', () => compare({ ...first, More: 1 })],
    ['another text', () => compare({ ...first, Arn: `${first.Arn}:1`.replace('lambda', 'ecr') })],
    ['another account', () => compare({ ...first, Arn: first.Arn.replace('000000000000', '111111111111') })],
    ['no date', () => compare({ ...first, At: 'yesterday' })],
    ['a placeholder that stands for two values', () => compare(first, { ...second, Again: 'r3' })],
    ['two placeholders that stand for one value', () => compare(first, { ...second, Rev: 'r1' })],
    ['a longer list', () => compare(first, { ...second, List: [1, 2] })],
    ['another number', () => compare(first, { ...second, List: [2] })],
  ])('refuses %s', (_, run) => {
    expect(run()).toThrow();
  });
});

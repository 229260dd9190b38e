import { expect, test } from 'vitest';
import { errorInTrailers } from '../../../../src/region/runtime/api/error-trailers.js';

const type = 'lambda-runtime-function-error-type';
const body = 'lambda-runtime-function-error-body';

test.each([
  ['nothing', {}, undefined],
  ['a type alone', { [type]: 'Function.X' }, ['Function.X', '']],
  ['base64', { [type]: 'X', [body]: 'eyJlcnJvclR5cGUiOiJYIn0=' }, ['X', '{"errorType":"X"}']],
  ['base64 of umlauts', { [type]: 'X', [body]: 'TcO8bGxlcg==' }, ['X', 'Müller']],
  ['JSON', { [type]: 'X', [body]: '{"errorType":"X"}' }, ['X', '{"errorType":"X"}']],
  ['plain text that looks like base64', { [type]: 'X', [body]: 'Failed00' }, ['X', 'Failed00']],
  ['a body alone', { [body]: 'it broke' }, ['Function.Unknown', 'it broke']],
])('%s', (_name, trailers, expected) => {
  const error = errorInTrailers(trailers);
  expect(error && [error.errorType, Buffer.from(error.body).toString()]).toEqual(expected);
});

import { expect, test } from 'vitest';
import { found, missing } from '../../../src/config/placeholders/answer.js';
import { evaluate } from '../../../src/config/placeholders/evaluate.js';
import { parseTemplate } from '../../../src/config/placeholders/template.js';

const set: Record<string, string> = { A: 'a', B: 'b', EMPTY: '', NAME: 'A', 'env:A': 'never' };

function filled(text: string): string {
  const parsed = parseTemplate(text);
  if (!parsed.ok) return `! ${parsed.problem}`;
  const result = evaluate(parsed.template, ({ source, argument }) => {
    const value = source === 'env' ? set[argument] : source === 'stage' ? 'prod' : `<${source} ${argument}>`;
    return value === undefined ? missing(`${argument} is not set`, '') : found(value);
  });
  return result.kind === 'text' ? result.text : result.kind === 'failed' ? `? ${result.answer.why}` : '…';
}

test.each([
  ['plain', 'plain'],
  ['', ''],
  ['${env:A}', 'a'],
  ['x-${env:A}-${env:B}-y', 'x-a-b-y'],
  ['${ env:A }', 'a'],
  ['${env: A , x }', 'a'],
  ['${stage}', 'prod'],
  ['${account}/${region}', '<account >/<region >'],
  ['${ssm:/app/${stage}/key}', '<ssm /app/prod/key>'],
  ['${ssm:/app/key:3}', '<ssm /app/key:3>'],
  ['${secret:app/db#password}', '<secret app/db#password>'],
  [
    '${secret:arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf#k}',
    '<secret arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf#k>',
  ],
  ['${git:sha}', '<git sha>'],
  ['${env:${env:NAME}}', 'a'],
])('%s is %j', (text, expected) => {
  expect(filled(text)).toBe(expected);
});

test.each([
  ['${env:X, x}', 'x'],
  ['${env:X,x}', 'x'],
  ['${env:X,}', ''],
  ["${env:X, ''}", ''],
  ['${env:X, two words }', 'two words'],
  ["${env:X, ' kept '}", ' kept '],
  ['${env:X, "a, b } c"}', 'a, b } c'],
  ['${env:X, a, b}', 'a, b'],
  ['${env:X, {"json": {"k": [1]}}}', '{"json": {"k": [1]}}'],
  ['${env:X, ${env:Y, ${env:B}}}', 'b'],
  ['${env:X, ${env:Y, ${env:Z, deep}}}!', 'deep!'],
  ['${env:X, pre-${stage}-post}', 'pre-prod-post'],
  ["${env:X, 'pre-${stage}'}", 'pre-prod'],
  ['${env:X, ${HOME}/bin}', '${HOME}/bin'],
  ['${env:EMPTY}', ''],
  ['${env:EMPTY, x}', 'x'],
  ['${env:A, ${env:X}}', 'a'],
  ['${env:X, https://example.com/a?b=c}', 'https://example.com/a?b=c'],
  ["${env:X, 'env:A'}", 'env:A'],
])('a default: %s is %j', (text, expected) => {
  expect(filled(text)).toBe(expected);
});

test.each([
  ['$${env:A}', '${env:A}'],
  ['$${HOME}', '${HOME}'],
  ['a $${b} ${env:A} $${c}', 'a ${b} a ${c}'],
  ['${env:X, $${env:A}}', '${env:A}'],
  ['${HOME}', '${HOME}'],
  ['${HOME:-/root}', '${HOME:-/root}'],
  ['${name}', '${name}'],
  ['${Env}', '${Env}'],
  ['$env:A', '$env:A'],
  ['$', '$'],
  ['${', '${'],
  ['{}}{', '{}}{'],
])('text stays text: %s is %j', (text, expected) => {
  expect(filled(text)).toBe(expected);
});

test.each([
  ['${env:X}', '? X is not set'],
  ['${env:X, ${env:Y}}', '? Y is not set'],
  ['${env:A', '! holds ${env…, which has no } at its end'],
  ['${env:A, x', '! holds ${env…, which has no } at its end'],
  ["${env:A, 'x}", '! holds ${env…, which has no } at its end'],
  ["${env:A, 'x' y}", '! holds ${env…, which has no } at its end'],
  ['${env:}', '! holds ${env:}, which names nothing'],
  ['${env: , x}', '! holds ${env:}, which names nothing'],
  ['${evn:A}', '! holds ${evn:…}, which is no placeholder of lading; did you mean ${env:…}?'],
  ['${ENV:A}', '! holds ${ENV:…}, which is no placeholder of lading; did you mean ${env:…}?'],
  [
    '${name:-x}',
    '! holds ${name:…}, which is no placeholder of lading; known are env, git, stage, account, region, ssm, secret; write $${ for a literal ${',
  ],
  ['${stage:x}', '! holds ${stage:…}, and stage stands alone: write ${stage}'],
  [
    '${env:X, env:A}',
    '! has a default that begins with env: and would be plain text; write ${env:…} to look it up, or put it in quotes',
  ],
  [
    '${ssm:/a/${secret:b}}',
    '! holds ${ssm:/a/${secret:b}}: what SSM or Secrets Manager hold cannot be a part of another name',
  ],
])('refused: %s: %s', (text, expected) => {
  expect(filled(text)).toBe(expected);
});

test('a default is asked for only when it is needed', () => {
  const parsed = parseTemplate('${env:A, ${ssm:/a}}${env:X, ${ssm:/x}}${ssm:/y, ${ssm:/z}}');
  const asked = evaluate(parsed.ok ? parsed.template : [], ({ source, argument }) =>
    source !== 'env' ? undefined : argument === 'A' ? found('a') : missing('', ''),
  );
  expect(asked).toEqual({
    kind: 'asks',
    asks: [
      { source: 'ssm', argument: '/x' },
      { source: 'ssm', argument: '/y' },
    ],
  });
});

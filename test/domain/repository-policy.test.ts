import { describe, expect, it } from 'vitest';
import {
  crossAccountStatements,
  lambdaAccess,
  letsAccountPull,
  type Place,
  withLambdaStatement,
} from '../../src/domain/repository-policy.js';

const place: Place = { partition: 'aws', account: '123456789012', region: 'eu-west-1' };
const lambda = { Service: 'lambda.amazonaws.com' };
const pull = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const allow = { Effect: 'Allow', Principal: lambda, Action: pull };
const functions = (account: string, region = 'eu-west-1', key = 'aws:SourceArn', operator = 'ArnLike') => ({
  [operator]: { [key]: `arn:aws:lambda:${region}:${account}:function:*` },
});

function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

describe('lambdaAccess', () => {
  it.each<[string, string | undefined]>([
    ['both actions', policy(allow)],
    ['a single statement that is no list', JSON.stringify({ Statement: allow })],
    ['two statements, an action each', policy({ ...allow, Action: pull[0] }, { ...allow, Action: pull[1] })],
    ['every action', policy({ ...allow, Action: '*' })],
    ['every ECR action', policy({ ...allow, Action: 'ecr:*' })],
    ['wildcards in both', policy({ ...allow, Action: ['ecr:Batch*Image', 'ecr:GetDownloadUrlFor?ayer'] })],
    [
      'actions in another case',
      policy({ ...allow, Action: ['ECR:batchgetimage', 'ecr:getdownloadurlforlayer'] }),
    ],
    [
      'one service of several',
      policy({ ...allow, Principal: { Service: ['x.amazonaws.com', 'lambda.amazonaws.com'] } }),
    ],
    ['everybody', policy({ ...allow, Principal: '*' })],
    ['everybody, the long way', policy({ ...allow, Principal: { AWS: '*' } })],
    ['our functions', policy({ ...allow, Condition: functions('123456789012') })],
    [
      'our functions, with the key in other cases',
      policy({ ...allow, Condition: functions('123456789012', 'eu-west-1', 'aws:sourceARN', 'StringLike') }),
    ],
    [
      'our functions among others',
      policy({
        ...allow,
        Condition: {
          ArnLike: {
            'aws:SourceArn': [
              'arn:aws:lambda:eu-west-1:999999999999:function:*',
              'arn:aws:lambda:*:123456789012:*',
            ],
          },
        },
      }),
    ],
    [
      'our account',
      policy({ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } }),
    ],
    [
      'a condition that cannot be judged from here',
      policy({ ...allow, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    ],
    [
      'a Deny of something else',
      policy(allow, { Effect: 'Deny', Principal: '*', Action: 'ecr:DeleteRepository' }),
    ],
    [
      'a Deny of somebody else',
      policy(allow, { Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::1:root' }, Action: '*' }),
    ],
    [
      'a Deny under a condition',
      policy(allow, {
        Effect: 'Deny',
        Principal: '*',
        Action: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } },
      }),
    ],
  ])('allowed: %s', (_what, text) => {
    expect(lambdaAccess(text, place)).toBe('allowed');
  });

  it.each<[string, string | undefined]>([
    ['no policy', undefined],
    ['no statements', policy()],
    ['no Statement', '{}'],
    ['one action of two', policy({ ...allow, Action: [pull[0]] })],
    ['other actions', policy({ ...allow, Action: 'ecr:Describe*' })],
    ['no action', policy({ Effect: 'Allow', Principal: lambda })],
    ['another service', policy({ ...allow, Principal: { Service: 'ecs.amazonaws.com' } })],
    [
      'a service that only ends alike',
      policy({ ...allow, Principal: { Service: 'evil.lambda.amazonaws.com' } }),
    ],
    ['an account', policy({ ...allow, Principal: { AWS: 'arn:aws:iam::123456789012:root' } })],
    ['no principal', policy({ Effect: 'Allow', Action: pull })],
    ['functions of another account', policy({ ...allow, Condition: functions('999999999999') })],
    ['functions of another region', policy({ ...allow, Condition: functions('123456789012', 'us-east-1') })],
    [
      'another account',
      policy({ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '999999999999' } } }),
    ],
    ['an effect that does not exist', policy({ ...allow, Effect: 'allow' })],
    ['text that is not JSON', 'not JSON'],
    ['null', 'null'],
    ['statements that are null', JSON.stringify({ Statement: [null, 'x', 1] })],
  ])('missing: %s', (_what, text) => {
    expect(lambdaAccess(text, place)).toBe('missing');
  });

  it.each([
    ['everything', { Effect: 'Deny', Principal: '*', Action: '*' }],
    ['Lambda one of the two actions', { Effect: 'Deny', Principal: lambda, Action: pull[1] }],
    [
      'our functions',
      { Effect: 'Deny', Principal: lambda, Action: 'ecr:*', Condition: functions('123456789012') },
    ],
  ])('denied, whatever else is allowed: %s', (_what, deny) => {
    expect(lambdaAccess(policy(allow, deny), place)).toBe('denied');
    expect(lambdaAccess(policy(deny), place)).toBe('denied');
  });
});

describe('withLambdaStatement', () => {
  const statements = (text: string): object[] => JSON.parse(text).Statement;

  it('makes a policy that allows, for these functions only', () => {
    const made = withLambdaStatement(undefined, place);
    expect(lambdaAccess(made, place)).toBe('allowed');
    expect(lambdaAccess(made, { ...place, account: '999999999999' })).toBe('missing');
    expect(statements(made)).toEqual([
      {
        Sid: 'LambdaECRImageRetrievalPolicy',
        Effect: 'Allow',
        Principal: lambda,
        Action: pull,
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:lambda:eu-west-1:123456789012:function:*' } },
      },
    ]);
  });

  it('names the partition', () => {
    expect(withLambdaStatement(undefined, { ...place, partition: 'aws-cn', region: 'cn-north-1' })).toContain(
      'arn:aws-cn:lambda:cn-north-1:123456789012:function:*',
    );
  });

  it('keeps everything that is there', () => {
    const other = {
      Sid: 'Team',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::1:root' },
      Action: 'ecr:*',
    };
    const made = withLambdaStatement(
      JSON.stringify({ Version: '2008-10-17', Id: 'mine', Statement: other }),
      place,
    );
    expect(JSON.parse(made)).toMatchObject({ Version: '2008-10-17', Id: 'mine' });
    expect(statements(made)[0]).toEqual(other);
    expect(statements(made)).toHaveLength(2);
  });

  it('does not take another account the statement that happens to have the same Sid', () => {
    const theirs = { Sid: 'LambdaECRImageRetrievalPolicy', ...allow, Condition: functions('999999999999') };
    const made = withLambdaStatement(policy(theirs), place);
    expect(statements(made)[0]).toEqual(theirs);
    expect(lambdaAccess(made, place)).toBe('allowed');
    const sids = statements(made).map((statement) => (statement as { Sid: string }).Sid);
    expect(new Set(sids).size).toBe(2);
  });
});

describe('letsAccountPull', () => {
  const account = { ...allow, Principal: { AWS: 'arn:aws:iam::123456789012:root' } };

  it.each<[string, string, boolean]>([
    ['the account by its root', policy(account), true],
    ['the account by its number', policy({ ...account, Principal: { AWS: ['1', '123456789012'] } }), true],
    ['a role of it', policy({ ...account, Principal: { AWS: 'arn:aws:iam::123456789012:role/ci' } }), true],
    ['everybody', policy({ ...account, Principal: { AWS: '*' } }), true],
    [
      'everybody of an organisation, which cannot be judged',
      policy({ ...account, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      true,
    ],
    ['another account', policy({ ...account, Principal: { AWS: 'arn:aws:iam::210987654321:root' } }), false],
    ['one action of two', policy({ ...account, Action: pull[0] }), false],
    ['Lambda alone', policy(allow), false],
  ])('%s', (_, text, expected) => {
    expect(letsAccountPull(text, place)).toBe(expected);
  });

  it('the statements that it asks for are those that both checks take', () => {
    const { account: forAccount, lambda: forLambda } = crossAccountStatements(place);
    expect(letsAccountPull(policy(forAccount), place)).toBe(true);
    expect(lambdaAccess(policy(forAccount), place)).toBe('missing');
    expect(lambdaAccess(policy(forLambda), place)).toBe('allowed');
    expect(letsAccountPull(policy(forLambda), place)).toBe(false);
    expect(JSON.stringify(forLambda)).toContain('arn:aws:lambda:eu-west-1:123456789012:function:*');
  });
});

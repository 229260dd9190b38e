/** Plans for the resource policy: permissions of the file and the two statements of a public URL. */
import { describe, expect, it, test } from 'vitest';
import { planFunctionUrl } from '../../../src/domain/attachments/function-url.js';
import type {
  ObservedStatement,
  PermissionGrant,
} from '../../../src/domain/attachments/permission-statement.js';
import {
  type PermissionSetting,
  planPermissions,
  statementIdOf,
} from '../../../src/domain/attachments/permissions.js';
import { masked } from '../../../src/domain/field-change.js';

const s3: PermissionSetting = {
  statementId: 'uploads',
  principal: 's3.amazonaws.com',
  action: 'lambda:InvokeFunction',
  sourceArn: 'arn:aws:s3:::one',
};

function statement(statementId: string, grant: Partial<PermissionGrant> = {}): ObservedStatement {
  const whole = { principal: 's3.amazonaws.com', action: 'lambda:InvokeFunction', ...grant };
  return { statementId, effect: 'Allow', grant: whole, narrower: false };
}

describe('permissions', () => {
  const id = statementIdOf(s3);

  it('are named after the file and what they grant, in whatever order that is written', () => {
    const { statementId, ...grant } = s3;
    const reversed = Object.fromEntries(Object.entries(grant).reverse());
    expect(id).toMatch(/^lading-uploads-[0-9a-f]{8}$/);
    expect(statementIdOf({ statementId, ...reversed } as PermissionSetting)).toBe(id);
    expect(statementIdOf({ ...s3, sourceArn: 'arn:aws:s3:::two' })).not.toBe(id);
  });

  it('are not touched when they are there, whatever AWS made of the principal', () => {
    const found = statement(id, { principal: 'AIDAEXAMPLE' });
    expect(planPermissions([s3], [found])).toMatchObject({ action: 'none', changes: [], steps: [] });
  });

  it('are replaced by adding before removing', () => {
    const old = statement(id, { sourceArn: 'arn:aws:s3:::one' });
    const changed = { ...s3, sourceArn: 'arn:aws:s3:::two' };
    expect(planPermissions([changed], [old])).toEqual({
      kind: 'permissions',
      action: 'update',
      changes: [{ path: 'permissions.uploads.sourceArn', from: 'arn:aws:s3:::one', to: 'arn:aws:s3:::two' }],
      steps: [
        {
          do: 'add',
          statementId: statementIdOf(changed),
          grant: {
            principal: 's3.amazonaws.com',
            action: 'lambda:InvokeFunction',
            sourceArn: 'arn:aws:s3:::two',
          },
        },
        { do: 'remove', statementId: id },
      ],
    });
  });

  it('show a condition that goes away', () => {
    const { sourceArn: _gone, ...wider } = s3;
    const old = statement(id, { sourceArn: 'arn:aws:s3:::one' });
    expect(planPermissions([wider], [old]).changes).toEqual([
      { path: 'permissions.uploads.sourceArn', from: 'arn:aws:s3:::one' },
    ]);
  });

  it('take away only what lading added', () => {
    const others = [statement('sns'), statement('lading'), statement('lading-function-url')];
    const plan = planPermissions([], [...others, statement(id)]);
    expect(plan).toMatchObject({ action: 'delete', steps: [{ do: 'remove', statementId: id }] });
    expect(planPermissions([], others).action).toBe('none');
  });

  it('hide a token', () => {
    const secret = { ...s3, eventSourceToken: 'amzn1.ask.skill.secret' };
    const plan = planPermissions([secret], []);
    expect(plan.changes).toEqual([
      { path: 'permissions.uploads', to: expect.objectContaining({ eventSourceToken: masked }) },
    ]);
    expect(plan.steps).toMatchObject([{ grant: { eventSourceToken: 'amzn1.ask.skill.secret' } }]);
  });
});

const open: PermissionGrant = {
  principal: '*',
  action: 'lambda:InvokeFunctionUrl',
  functionUrlAuthType: 'NONE',
};
const through: PermissionGrant = {
  principal: '*',
  action: 'lambda:InvokeFunction',
  invokedViaFunctionUrl: true,
};
const both = [statement('lading-function-url', open), statement('lading-function-url-invoke', through)];
const url = {
  address: 'https://x.lambda-url.eu-west-1.on.aws/',
  authType: 'NONE',
  cors: { allowHeaders: ['X-One', 'X-Two'], allowOrigins: ['*'], maxAge: 0 },
  invokeMode: 'BUFFERED',
};

describe('a URL for everybody', () => {
  it('is made with both statements that it needs', () => {
    expect(planFunctionUrl({ authType: 'NONE' })).toEqual({
      kind: 'functionUrl',
      action: 'create',
      changes: [
        { path: 'functionUrl.authType', to: 'NONE' },
        { path: 'functionUrl.permissions.lading-function-url', to: 'lambda:InvokeFunctionUrl' },
        { path: 'functionUrl.permissions.lading-function-url-invoke', to: 'lambda:InvokeFunction' },
      ],
      steps: [
        { do: 'create', setting: { authType: 'NONE' } },
        { do: 'allow', statementId: 'lading-function-url', grant: open },
        { do: 'allow', statementId: 'lading-function-url-invoke', grant: through },
      ],
    });
  });

  it('gets the second statement when it has only the first, as before October 2025', () => {
    const console = [statement('FunctionURLAllowPublicAccess', open)];
    expect(planFunctionUrl({ authType: 'NONE' }, { url, statements: console })).toMatchObject({
      action: 'update',
      steps: [{ do: 'allow', statementId: 'lading-function-url-invoke' }],
    });
  });

  test.each<[string, ObservedStatement]>([
    ['denies', { ...statement('a', open), effect: 'Deny' }],
    ['has further conditions', { ...statement('a', open), narrower: true }],
    ['is for one account', statement('a', { ...open, sourceAccount: '123456789012' })],
    ['is for somebody', statement('a', { ...open, principal: '123456789012' })],
    ['is for signed requests', statement('a', { ...open, functionUrlAuthType: 'AWS_IAM' })],
  ])('does not count a statement that %s', (_, found) => {
    const invoke = statement('b', through);
    expect(planFunctionUrl({ authType: 'NONE' }, { url, statements: [found, invoke] }).steps).toMatchObject([
      { do: 'allow', statementId: 'lading-function-url' },
    ]);
  });

  it('loses them when it is closed, after it is closed; those of others stay', () => {
    const statements = [...both, statement('FunctionURLAllowPublicAccess', open)];
    expect(planFunctionUrl({ authType: 'AWS_IAM' }, { url, statements }).steps).toEqual([
      { do: 'update', change: { authType: 'AWS_IAM' } },
      { do: 'disallow', statementId: 'lading-function-url' },
      { do: 'disallow', statementId: 'lading-function-url-invoke' },
    ]);
    expect(planFunctionUrl(false, { url, statements })).toMatchObject({
      action: 'delete',
      steps: [{ do: 'delete' }, { do: 'disallow' }, { do: 'disallow' }],
    });
  });
});

describe('an existing URL', () => {
  const statements = both;

  test.each([
    [{ authType: 'NONE' }],
    [{ authType: 'NONE', invokeMode: 'BUFFERED' }],
    [{ authType: 'NONE', cors: { allowOrigins: ['*'], allowHeaders: ['x-two', 'x-one'] } }],
    [{ authType: 'NONE', cors: { ...url.cors, allowCredentials: false } }],
  ] as const)('is as it should be with %j', (desired) => {
    expect(planFunctionUrl(desired, { url, statements })).toEqual({
      kind: 'functionUrl',
      action: 'none',
      changes: [],
      steps: [],
    });
  });

  it('is sent only what differs, and the settings for browsers together', () => {
    const desired = { authType: 'NONE', cors: { allowOrigins: ['*'], maxAge: 60 } } as const;
    expect(planFunctionUrl(desired, { url, statements })).toMatchObject({
      changes: [
        { path: 'functionUrl.cors.allowHeaders', from: ['x-one', 'x-two'] },
        { path: 'functionUrl.cors.maxAge', from: 0, to: 60 },
      ],
      steps: [{ do: 'update', change: { cors: { allowOrigins: ['*'], maxAge: 60 } } }],
    });
    expect(planFunctionUrl({ authType: 'NONE', cors: {} }, { url, statements }).steps).toEqual([
      { do: 'update', change: { cors: {} } },
    ]);
  });

  it('that is not there needs no deletion', () => {
    expect(planFunctionUrl(false, { statements: [] }).action).toBe('none');
  });
});

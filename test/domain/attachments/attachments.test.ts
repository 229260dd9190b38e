/** The plan for everything together, and its part in the plan of a function. */
import { describe, expect, it } from 'vitest';
import { planAttachments } from '../../../src/domain/attachments/attachments.js';
import { planFunction } from '../../../src/domain/deploy-plan.js';
import { parseAliasName } from '../../../src/domain/function-name.js';
import { digestFor } from '../digests.js';
import { observedWith, role, specWith } from '../functions.js';

const live = parseAliasName('live');

describe('planAttachments', () => {
  it('has exactly what is mentioned, limits and permissions before what brings events', () => {
    const plans = planAttachments(
      {
        eventSources: [],
        functionUrl: false,
        permissions: [],
        asyncInvoke: false,
        provisionedConcurrency: false,
        reservedConcurrency: false,
        recursion: 'Terminate',
        tags: {},
      },
      {},
      live,
    );
    expect(plans.map(({ kind, action, alias }) => [kind, action, alias])).toEqual([
      ['tags', 'none', undefined],
      ['recursion', 'none', undefined],
      ['reservedConcurrency', 'none', undefined],
      ['provisionedConcurrency', 'none', 'live'],
      ['asyncInvoke', 'none', 'live'],
      ['permissions', 'none', 'live'],
      ['functionUrl', 'none', 'live'],
      ['eventSources', 'none', 'live'],
    ]);
    expect(planAttachments({}, {}, live)).toEqual([]);
  });

  it.each([
    [5, 10, 2, ['provisionedConcurrency', 'reservedConcurrency']],
    [20, 10, 15, ['reservedConcurrency', 'provisionedConcurrency']],
    [false, 10, false, ['reservedConcurrency', 'provisionedConcurrency']],
  ] as const)(
    'reserves %s over %s provisioned, then %s: never less reserved than provisioned',
    (reserved, found, provisioned, kinds) => {
      const plans = planAttachments(
        { reservedConcurrency: reserved, provisionedConcurrency: provisioned },
        { reservedConcurrency: 10, provisionedConcurrency: { requested: found, status: 'READY' } },
        live,
      );
      expect(plans.map(({ kind }) => kind)).toEqual(kinds);
    },
  );
});

describe('the plan of a function', () => {
  const digest = digestFor('old');
  const alias = { name: 'live', arn: 'a', version: '1', description: '', weights: {}, revisionId: 'x' };
  const view = {
    latest: observedWith(),
    aliases: { live: { alias, target: observedWith({ version: '1' }) } },
  };
  const target = (attachments: Parameters<typeof planAttachments>[0]) => ({
    spec: specWith({ attachments, attachTo: live }),
    configuration: { role },
    createRole: false,
    digest,
  });

  it('is an update without a new version when only an attachment differs', () => {
    expect(planFunction(target({ reservedConcurrency: 5 }), view, {})).toMatchObject({
      action: 'update',
      publish: false,
      update: {},
      aliases: [{ action: 'none' }],
      attachments: [{ kind: 'reservedConcurrency', action: 'create' }],
    });
  });

  it('is nothing when all is as it should be', () => {
    const plan = planFunction(target({ reservedConcurrency: 5 }), view, { reservedConcurrency: 5 });
    expect(plan).toMatchObject({ action: 'none', publish: false });
  });
});

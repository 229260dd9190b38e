import { DescribePullThroughCacheRulesCommand } from '@aws-sdk/client-ecr';
import { expect, it } from 'vitest';
import { startTestRegion } from '../test-region.js';

it('has no pull through cache rules', async () => {
  const region = await startTestRegion();
  try {
    const answer = await region.ecr.send(new DescribePullThroughCacheRulesCommand({}));
    expect(answer.pullThroughCacheRules).toEqual([]);
  } finally {
    await region.close();
  }
});

/** The region's STS: who the caller is. */
import * as z from 'zod';
import type { RegionService, RegionSettings } from '../service.js';
import { createQueryService, queryOperation } from '../wire/query.js';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: credentials are not checked, so every caller is the account's root. */
export function createStsService(deps: { settings: RegionSettings }): RegionService {
  const { account } = deps.settings;
  return createQueryService({
    service: 'sts',
    version: '2011-06-15',
    operations: {
      GetCallerIdentity: queryOperation(false, z.strictObject({}), () => ({
        Arn: `arn:aws:iam::${account}:root`,
        UserId: account,
        Account: account,
      })),
    },
  });
}

/** `${account}` and `${region}`: where the deployment goes. */
import type { OnlineLookups } from '../../lookups.js';
import { found } from '../answer.js';
import type { Source } from './source.js';

type Online = () => Promise<OnlineLookups>;

/** Twelve digits. One GetCallerIdentity, which a deploy needs anyway. */
export function accountSource(online: Online): Source {
  return { answer: async () => [found((await (await online()).identity.caller()).account)] };
}

/** Costs no request. */
export function regionSource(online: Online): Source {
  return { answer: async () => [found(await (await online()).identity.region())] };
}

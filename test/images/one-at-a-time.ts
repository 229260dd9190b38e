/** What the scripts lock with, for the tests: one at a time on this machine, across processes. */

type OneAtATime = <T>(name: string, work: () => Promise<T>) => Promise<T>;

const path = new URL('../../scripts/images/machine-lock.mjs', import.meta.url).href;

export const { oneAtATime } = (await import(path)) as { oneAtATime: OneAtATime };

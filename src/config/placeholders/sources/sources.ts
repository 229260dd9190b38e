/** Every source that placeholders can be filled from. */
import type { Lookups, OnlineLookups } from '../../lookups.js';
import type { SourceName } from '../template.js';
import { environmentSource } from './environment.js';
import { gitSource } from './git.js';
import { accountSource, regionSource } from './place.js';
import { secretSource } from './secret.js';
import type { Source } from './source.js';
import { ssmSource } from './ssm.js';
import { stageSource } from './stage.js';

type Offline = 'env' | 'git' | 'stage';

/** `folder`: whose commit `${git:…}` is about. */
export function offlineSources(
  { env, sourceControl }: Lookups,
  stage: string | undefined,
  folder: string,
): Readonly<Record<Offline, Source>> {
  return {
    env: environmentSource(env),
    git: gitSource(sourceControl, folder),
    stage: stageSource(stage),
  };
}

/** Those that need a region and, most of them, credentials. */
export function onlineSources(
  online: () => Promise<OnlineLookups>,
): Readonly<Record<Exclude<SourceName, Offline>, Source>> {
  return {
    account: accountSource(online),
    region: regionSource(online),
    ssm: ssmSource(online),
    secret: secretSource(online),
  };
}

/** Watches alarms and the errors of a version while it takes traffic over. */
import type { AliasName, FunctionName, VersionNumber } from '../../domain/function-spec.js';
import type { Rollout } from '../../domain/rollout.js';
import { breachOf } from '../../domain/shift-watch.js';
import { AppError } from '../../errors/app-error.js';
import type { DeployDeps } from '../deploy-deps.js';

/** Milliseconds between two looks in a longer pause. */
const lookEvery = 10_000;
/** CloudWatch may fail to answer that often in a row before nobody is watching any more. */
const toleratedFaults = 3;

type WatchDeps = Pick<DeployDeps, 'monitoring' | 'clock'>;

export interface WatchedVersion {
  readonly name: FunctionName;
  readonly version: VersionNumber;
  readonly aliases: readonly AliasName[];
  readonly rollout: Rollout;
}

/** Looks again and again until the pause is over. The result is why the shift has to end; undefined when all is well. */
export type Watch = (pause: number, signal: AbortSignal) => Promise<string | undefined>;

/** Errors count from now on. */
export function watchVersion(watched: WatchedVersion, { monitoring, clock }: WatchDeps): Watch {
  const { name, version, aliases, rollout } = watched;
  const since = clock.now();
  let faults = 0;
  const look = async (): Promise<string | undefined> => {
    try {
      const [alarms, counts] = await Promise.all([
        rollout.alarms.length > 0 ? monitoring.describeAlarms(rollout.alarms) : [],
        monitoring.countInvocations(name, version, aliases, { since, until: clock.now() }),
      ]);
      faults = 0;
      const gone = rollout.alarms.find((alarm) => !alarms.some((found) => found.name === alarm));
      if (gone !== undefined) return `alarm ${gone} does not exist any more`;
      return breachOf({ alarms, counts }, rollout.toleratedErrors);
    } catch (error) {
      if (!isPassing(error) || ++faults > toleratedFaults) throw error;
      return undefined;
    }
  };
  return async (pause, signal) => {
    const end = clock.now() + pause;
    for (;;) {
      const rest = end - clock.now();
      if (rest > 0) await clock.sleep(Math.min(rest, lookEvery), signal);
      const breach = await look();
      if (breach !== undefined || clock.now() >= end) return breach;
    }
  };
}

/**
 * For the moment before anything is changed: every alarm named exists, none rings, and they may be read.
 * @throws ALARM_NOT_FOUND, SHIFT_STOPPED, ACCESS_DENIED
 */
export async function requireQuietAlarms(
  name: FunctionName,
  { alarms }: Rollout,
  { monitoring }: WatchDeps,
): Promise<void> {
  if (alarms.length === 0) return;
  const found = await monitoring.describeAlarms(alarms);
  const missing = alarms.filter((alarm) => !found.some((state) => state.name === alarm));
  if (missing.length > 0) {
    throw new AppError({
      code: 'ALARM_NOT_FOUND',
      message: `The shift of ${name} is to be watched by ${missing.join(', ')}, which CloudWatch does not have in this account and region. ${name} was not changed.`,
      suggestions: ['See what there is: aws cloudwatch describe-alarms --query "*[].AlarmName"'],
      details: { function: name, missing: [...missing] },
    });
  }
  const ringing = breachOf({ alarms: found, counts: { invocations: 0, errors: 0 } }, 0);
  if (ringing === undefined) return;
  throw new AppError({
    code: 'SHIFT_STOPPED',
    message: `The shift of ${name} was not begun: ${ringing}. ${name} was not changed.`,
    suggestions: [
      'Run it again once the alarm is quiet.',
      'Where this release is the repair, move all traffic at once and unwatched: lading deploy --shift all',
    ],
    details: { function: name, reason: ringing },
  });
}

function isPassing(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'THROTTLED' || error.code === 'REMOTE_UNAVAILABLE');
}

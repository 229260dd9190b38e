/** What a shift of a function's aliases is about. */
import type { FunctionName, VersionNumber } from '../../domain/function-spec.js';
import type { ObservedAlias } from '../../domain/function-state.js';
import type { Rollout } from '../../domain/rollout.js';
import type { DeployDeps } from '../deploy-deps.js';

export interface ShiftedAlias {
  /** As read last; its version is the one that has the traffic until the end. */
  readonly before: ObservedAlias;
  /** Its description once everything has moved. */
  readonly finalDescription: string;
}

export interface ShiftTask {
  readonly name: FunctionName;
  /** The one that takes the traffic over. */
  readonly version: VersionNumber;
  readonly aliases: readonly ShiftedAlias[];
  readonly rollout: Rollout;
}

export type ShiftDeps = Pick<DeployDeps, 'functions' | 'lasting' | 'monitoring' | 'clock' | 'effects'>;

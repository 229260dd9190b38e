/** `lading rollback`: back to an earlier release, by digest. */
import { Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { functionArguments, repeatable, waitFlag } from '../command-flags.js';
import { parseDuration } from '../domain/duration.js';
import { FunctionCommand } from '../function-command.js';
import { planRollbacks, rollback, rollbackPlanResult } from '../pipeline/rollback.js';
import { renderRollback, renderRollbackPlan } from '../ui/render-rollback.js';

export default class Rollback extends FunctionCommand {
  static override summary =
    'Take functions back to an earlier release: a digest, tag, version, or the previous one.';
  static override description =
    'Points the aliases to the version that runs that digest; no code is updated. Where callers use $LATEST, or no version runs the digest, the code is updated to it and published. Checks first that the image is still there. Asks on a terminal, never elsewhere. The same command again changes nothing: previous is the release before the one that was taken back.';
  static override examples = [
    '<%= config.bin %> rollback',
    '<%= config.bin %> rollback resize --to 12 --yes',
    '<%= config.bin %> rollback resize --to sha256:… --json',
  ];
  static override strict = false;
  static override args = functionArguments;
  static override flags = {
    ...waitFlag,
    alias: Flags.string({
      description: 'Alias to point back; repeatable. Default: all that deploy points.',
      ...repeatable,
      helpValue: 'NAME',
    }),
    to: Flags.string({
      description:
        'Digest (its first digits are enough), tag, version, or previous. Where a number is both: version:N or tag:N.',
      default: 'previous',
      helpValue: 'RELEASE',
    }),
    'with-configuration': Flags.boolean({
      description: 'Take back the settings of that version too, where the code is updated.',
    }),
    atomic: Flags.boolean({
      description: 'When one alias or function fails, all go forward again.',
    }),
    plan: Flags.boolean({ description: 'Show what would happen and stop.' }),
    yes: Flags.boolean({ char: 'y', description: 'Do not ask.' }),
  };

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Rollback);
    const { functions, tools } = await this.prepareFunctions(flags, argv as string[]);
    const ready = await tools();
    const requests = functions.map(({ name, aliases }) => ({
      name,
      aliases,
      aliasesNamed: flags.alias !== undefined,
      to: flags.to,
      withConfiguration: flags['with-configuration'],
    }));
    const planned = await planRollbacks(requests, ready);
    const plan = rollbackPlanResult(planned);
    const shown = renderRollbackPlan(plan, this.paint());
    if (flags.plan) return { document: plan, text: shown };
    if (plan.changes && !flags.yes) await this.requireConsent(shown);
    const waitTimeout = parseDuration(flags['wait-timeout'], '--wait-timeout');
    const result = await rollback(planned, { waitTimeout, atomic: flags.atomic }, ready);
    return { document: result, text: renderRollback(result, this.paint()) };
  }
}

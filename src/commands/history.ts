/** `lading history`: what ran when. */
import { Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { functionArguments } from '../command-flags.js';
import type { FunctionHistory } from '../domain/function-history.js';
import { FunctionCommand } from '../function-command.js';
import { readHistory } from '../services/read-history.js';
import { shareReads } from '../services/share-reads.js';
import { renderHistory } from '../ui/render-history.js';

export default class History extends FunctionCommand {
  static override summary =
    'Every release, newest first: version, digest, tags, git revision, who, when, aliases.';
  static override description =
    'A release is a published version. Works for functions that lading never deployed. Says whether the repository still has each image. The digests as shown are enough for rollback --to.';
  static override examples = ['<%= config.bin %> history resize', '<%= config.bin %> history --json'];
  static override strict = false;
  static override args = functionArguments;
  static override flags = { long: Flags.boolean({ description: 'Whole digests, and every tag.' }) };

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(History);
    const { functions, tools } = await this.prepareFunctions(flags, argv as string[]);
    const deps = shareReads((await tools()).deps);
    const histories = await Promise.all(functions.map(({ name }) => readHistory(name, deps)));
    const shown = histories.map(
      ({ name, latest, releases }): FunctionHistory => ({ name, arn: latest.arn, releases }),
    );
    const paint = this.paint();
    return {
      document: { functions: shown },
      text: histories
        .map(({ name, latest: { packageType }, releases }) =>
          renderHistory({ name, packageType, releases }, paint, flags.long),
        )
        .join('\n\n'),
    };
  }
}

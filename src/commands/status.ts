/** `lading status`: how the functions stand. */
import { Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { functionArguments, repeatable } from '../command-flags.js';
import { FunctionCommand } from '../function-command.js';
import { readStatus } from '../services/read-status.js';
import { shareReads } from '../services/share-reads.js';
import { renderStatus } from '../ui/render-status.js';

export default class Status extends FunctionCommand {
  static override summary =
    'State, update status, the digest that runs and the digest that the tag names now.';
  static override description =
    'Also the aliases with the versions behind them, the last release, images that are gone or that a lifecycle rule will take, and whether Lambda may pull. Works for functions that lading never deployed. Ends with 0 also where something is wrong: problem in the JSON document says what.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status resize --json'];
  static override strict = false;
  static override args = functionArguments;
  static override flags = {
    function: Flags.string({ description: 'The same as an argument.', helpValue: 'NAME' }),
    alias: Flags.string({
      description: 'Alias to show; repeatable. Default: all.',
      ...repeatable,
      helpValue: 'NAME',
    }),
  };

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Status);
    const named = [...(argv as string[]), ...(flags.function === undefined ? [] : [flags.function])];
    const { functions: wanted, tools } = await this.prepareFunctions(flags, named);
    const deps = shareReads((await tools()).deps);
    const aliasesNamed = flags.alias !== undefined;
    const functions = await Promise.all(wanted.map((item) => readStatus({ ...item, aliasesNamed }, deps)));
    return {
      document: { functions },
      text: functions.map((status) => renderStatus(status, this.paint())).join('\n\n'),
    };
  }
}

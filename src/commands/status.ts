/** `lading status`: how the functions stand. */
import type { Outcome } from '../base-command.js';
import { functionArguments, functionFlags } from '../command-flags.js';
import { DeploymentCommand, functionNameFlag } from '../deployment-command.js';
import { readStatus } from '../services/read-status.js';
import { renderStatus } from '../ui/render-status.js';

export default class Status extends DeploymentCommand {
  static override summary =
    'State, update status, the digest that runs and the digest that the tag names now.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status resize --json'];
  static override strict = false;
  static override args = functionArguments;
  static override flags = { ...functionNameFlag, alias: functionFlags.alias };

  protected override readonly builds = false;
  protected override readonly functionSettings = ['alias', 'publish'];

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Status);
    const { request, tools } = await this.prepare(flags, argv as string[]);
    const { deps } = await tools();
    const functions = await Promise.all(
      request.desired.functions.map((spec) => readStatus(spec.name, spec.aliases, deps)),
    );
    return {
      document: { functions },
      text: functions.map((status) => renderStatus(status, this.paint())).join('\n\n'),
    };
  }
}

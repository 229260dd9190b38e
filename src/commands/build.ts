/** `lading build`: the image alone, in the engine. */
import type { Outcome } from '../base-command.js';
import { imageFlags } from '../command-flags.js';
import { DeploymentCommand, functionNameFlag } from '../deployment-command.js';
import { build } from '../pipeline/push.js';

export default class Build extends DeploymentCommand {
  static override summary =
    'Build the image for the functions’ architecture and check that Lambda would take it.';
  static override description = 'Prints the engine’s image id. Needs no AWS account.';
  static override examples = [
    '<%= config.bin %> build',
    '<%= config.bin %> build --function hello --target runtime --json',
  ];
  static override flags = { ...imageFlags, ...functionNameFlag };

  protected override readonly functionSettings = ['architecture', 'imageConfig'];

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Build);
    const { request, tools } = await this.prepare(flags, []);
    const result = await build(request, await tools());
    return { document: result, text: result.image.id };
  }
}

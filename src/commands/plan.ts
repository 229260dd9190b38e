/** `lading plan`: what deploy would do, field by field. */
import { Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { functionArguments, functionFlags, imageFlags } from '../command-flags.js';
import { archiveFlag, DeploymentCommand, imageFlag, tagFlag } from '../deployment-command.js';
import { plan } from '../pipeline/plan.js';
import { planExitCode } from '../ui/plan-exit-code.js';
import { renderPlan } from '../ui/render-plan.js';

export default class Plan extends DeploymentCommand {
  static override summary = 'Show what deploy would change, field by field.';
  static override description =
    'Looks at the account, builds the image and compares. Changes nothing in the account. Values of environment variables are hidden.';
  static override examples = ['<%= config.bin %> plan', '<%= config.bin %> plan resize --exit-code --json'];
  static override strict = false;
  static override args = functionArguments;
  static override flags = {
    ...imageFlags,
    ...imageFlag,
    ...archiveFlag,
    ...tagFlag,
    ...functionFlags,
    'exit-code': Flags.boolean({ description: 'Exit with 6 when there are changes to make.' }),
  };

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Plan);
    const { request, tools } = await this.prepare(flags, argv as string[]);
    const planned = await plan(request, await tools());
    const exitCode = planExitCode(planned, flags['exit-code']);
    return { document: planned, text: renderPlan(planned, this.paint()), exitCode };
  }
}

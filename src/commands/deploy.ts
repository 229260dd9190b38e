/** `lading deploy`: from a Dockerfile to an Active function. */
import { Args, Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { functionFlags, imageFlags } from '../command-flags.js';
import { archiveFlag, DeploymentCommand, imageFlag, tagFlag } from '../deployment-command.js';
import { deploy } from '../pipeline/deploy.js';
import { plan } from '../pipeline/plan.js';
import { renderDeploy } from '../ui/render-deploy.js';
import { renderPlan } from '../ui/render-plan.js';

export default class Deploy extends DeploymentCommand {
  static override summary = 'Build, push and release; returns when the functions run exactly this image.';
  static override description =
    'Ensures the repository, builds and pushes the image, creates or updates the functions by digest, waits until they are Active, publishes a version and points the alias. Run again, it changes nothing.';
  static override examples = [
    '<%= config.bin %> deploy',
    '<%= config.bin %> deploy resize --tag v1.4.0',
    '<%= config.bin %> deploy --function hello --role auto --local',
    '<%= config.bin %> deploy --plan --json',
  ];
  static override strict = false;
  static override args = {
    functions: Args.string({ description: 'Functions of the configuration file; default: all.' }),
  };
  static override flags = {
    ...imageFlags,
    ...imageFlag,
    ...archiveFlag,
    ...tagFlag,
    ...functionFlags,
    atomic: Flags.boolean({
      description:
        'When one function fails, take the others back to the code, configuration and aliases they had.',
    }),
    plan: Flags.boolean({ description: 'Show what would change and stop.' }),
    'wait-timeout': Flags.string({
      description: 'How long to wait for Lambda, e.g. 90s or 20m.',
      default: '10m',
      helpValue: 'DURATION',
    }),
  };

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Deploy);
    const { request, tools } = await this.prepare(flags, argv as string[]);
    if (flags.plan) {
      const planned = await plan(request, await tools());
      return { document: planned, text: renderPlan(planned, this.paint()) };
    }
    const result = await deploy(request, await tools());
    return { document: result, text: renderDeploy(result, this.paint()) };
  }
}

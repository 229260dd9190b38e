/** `lading deploy`: from a Dockerfile to an Active function. */
import { Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { functionArguments, functionFlags, imageFlags, rolloutFlags, waitFlag } from '../command-flags.js';
import { archiveFlag, DeploymentCommand, imageFlag, tagFlag } from '../deployment-command.js';
import { parseShift } from '../domain/shift-plan.js';
import { AppError } from '../errors/app-error.js';
import { deploy, type PipelineTools } from '../pipeline/deploy.js';
import type { DeployResult } from '../pipeline/deploy-result.js';
import type { DeployRequest } from '../pipeline/deploy-state.js';
import { plan } from '../pipeline/plan.js';
import { settleShifts } from '../pipeline/settle-shifts.js';
import { planExitCode } from '../ui/plan-exit-code.js';
import { renderDeploy } from '../ui/render-deploy.js';
import { renderPlan } from '../ui/render-plan.js';
import { renderSettled } from '../ui/render-settled.js';

export default class Deploy extends DeploymentCommand {
  static override summary = 'Build, push and release; returns when the functions run exactly this image.';
  static override description =
    'Ensures the repository, builds and pushes the image, creates or updates the functions by digest, waits until they are Active, publishes a version and points the alias. Run again, it changes nothing.';
  static override examples = [
    '<%= config.bin %> deploy',
    '<%= config.bin %> deploy resize --tag v1.4.0',
    '<%= config.bin %> deploy --function hello --role auto --local',
    '<%= config.bin %> deploy --check',
    '<%= config.bin %> deploy --shift canary:10%/5m --smoke event.json',
    '<%= config.bin %> deploy --plan --json',
  ];
  static override strict = false;
  static override args = functionArguments;
  static override flags = {
    ...imageFlags,
    ...imageFlag,
    ...archiveFlag,
    ...tagFlag,
    ...functionFlags,
    ...rolloutFlags,
    atomic: Flags.boolean({
      description:
        'When one function fails, take the others back to the code, configuration and aliases they had; attachments such as a URL stay.',
    }),
    check: Flags.boolean({
      description:
        'Start the image as Lambda would before anything is sent or changed, and stop when that fails.',
    }),
    plan: Flags.boolean({ description: 'Show what would change and stop.', exclusive: ['check'] }),
    'exit-code': Flags.boolean({
      description: 'With --plan: exit with 6 when there are changes to make.',
      dependsOn: ['plan'],
    }),
    ...waitFlag,
  };

  protected override readonly releases = true;

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Deploy);
    const { request, tools } = await this.prepare(flags, argv as string[]);
    if (flags.plan) {
      const planned = await plan(request, await tools());
      const exitCode = planExitCode(planned, flags['exit-code']);
      return { document: planned, text: renderPlan(planned, this.paint()), exitCode };
    }
    const end = flags['finish-shift'] ? 'finish' : flags['undo-shift'] ? 'undo' : undefined;
    if (end) {
      const instead = flags.shift === undefined ? undefined : parseShift(flags.shift);
      const settled = await settleShifts(request.desired.functions, end, await tools(), instead);
      return { document: settled, text: renderSettled(settled, this.paint()) };
    }
    const result = await this.deployOrSettle(request, tools);
    return { document: result, text: renderDeploy(result, this.paint()) };
  }

  /** On a terminal, a shift that was left half-way can be ended first. */
  private async deployOrSettle(
    request: DeployRequest,
    tools: () => Promise<PipelineTools>,
  ): Promise<DeployResult> {
    try {
      return await deploy(request, await tools());
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'SHIFT_UNFINISHED') throw error;
      const how = await this.chooseEnd(error.message);
      if (how === undefined) throw error;
      await settleShifts(request.desired.functions, how, await tools());
      return deploy(request, await tools());
    }
  }

  private async chooseEnd(message: string): Promise<'finish' | 'undo' | undefined> {
    if (await this.confirm(`${message}\nFinish that shift first, and then deploy?`)) return 'finish';
    return (await this.confirm('Undo it first, and then deploy?')) ? 'undo' : undefined;
  }
}

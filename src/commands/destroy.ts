/** `lading destroy`: remove what deploy made. */
import { Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { functionArguments, functionFlags, waitFlag } from '../command-flags.js';
import { DeploymentCommand, functionNameFlag } from '../deployment-command.js';
import { parseDuration } from '../domain/duration.js';
import { AppError } from '../errors/app-error.js';
import { destroy, destroyResult, lookWhatToDestroy } from '../pipeline/destroy.js';
import { renderDestroy } from '../ui/render-destroy.js';

export default class Destroy extends DeploymentCommand {
  static override summary =
    'Delete the functions, their roles and an empty repository; shows what first, and asks.';
  static override description =
    'Deletes the functions with their versions, aliases, URLs and event sources, the roles that lading made, and the repository when it is empty. Logs and images only on request. Deletes only with --yes, or after asking on a terminal. Run again, it deletes what is left.';
  static override examples = [
    '<%= config.bin %> destroy',
    '<%= config.bin %> destroy resize --images --logs --yes',
  ];
  static override strict = false;
  static override args = functionArguments;
  static override flags = {
    ...functionNameFlag,
    ...waitFlag,
    alias: functionFlags.alias,
    repository: Flags.string({ description: 'Name of the ECR repository.' }),
    images: Flags.boolean({
      description: 'Delete the repository with its images, unless other functions run them.',
    }),
    logs: Flags.boolean({ description: 'Delete the log groups too.' }),
    yes: Flags.boolean({ char: 'y', description: 'Delete without asking.' }),
  };
  protected override readonly builds = false;
  protected override readonly functionSettings = ['name', 'alias', 'publish'];

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Destroy);
    const { request, tools } = await this.prepare(flags, argv as string[]);
    const ready = await tools();
    const { repository, functions } = request.desired;
    const { images, logs } = flags;
    const plan = await lookWhatToDestroy({ functions, repository: repository.name, images, logs }, ready);
    const shown = renderDestroy(destroyResult(plan), this.paint());
    if (plan.doomed.length === 0) return { document: destroyResult(plan), text: shown };
    if (!flags.yes && !(await this.agree(shown))) throw refused(shown);
    const result = await destroy(plan, parseDuration(flags['wait-timeout'], '--wait-timeout'), ready);
    return { document: result, text: renderDestroy(result, this.paint()) };
  }
}

function refused(shown: string): AppError {
  return new AppError({
    code: 'USAGE',
    message: `Nothing was deleted. It would be:\n${shown}`,
    suggestions: ['Delete it: add --yes'],
  });
}

/** What the commands around a deployment share: from configuration and flags to a request and the tools to run it. */
import { Flags } from '@oclif/core';
import { BaseCommand, type CommonValues } from './base-command.js';
import { overridesFrom, type ParsedDeploymentFlags } from './command-flags.js';
import { loadConfig } from './config/load.js';
import { resolveDeployment } from './config/resolve-deployment.js';
import type { DesiredDeployment } from './domain/desired-deployment.js';
import { parseDuration } from './domain/duration.js';
import { parseTag } from './domain/image-reference.js';
import type { PipelineTools } from './pipeline/deploy.js';
import type { DeployRequest } from './pipeline/deploy-state.js';
import { createStopwatch } from './pipeline/stopwatch.js';

export const tagFlag = {
  tag: Flags.string({
    description: 'Tag to put on the image besides the one made from its content; repeatable.',
    multiple: true,
    helpGroup: 'IMAGE',
  }),
};

export const functionNameFlag = {
  function: Flags.string({
    description: 'Name of the function; enough without a configuration file.',
    helpGroup: 'FUNCTION',
    helpValue: 'NAME',
  }),
};

export interface DeploymentFlags extends ParsedDeploymentFlags, Omit<CommonValues, 'region'> {
  readonly tag?: string[] | undefined;
  readonly 'no-cache'?: boolean | undefined;
  readonly 'wait-timeout'?: string | undefined;
}

export abstract class DeploymentCommand extends BaseCommand {
  /** Reads configuration and flags; opens no connection yet. `functions` are those named as arguments. */
  protected async prepare(
    flags: DeploymentFlags,
    functions: readonly string[],
  ): Promise<{ request: DeployRequest; tools: () => Promise<PipelineTools> }> {
    const context = this.openContext(flags);
    const config = await loadConfig(context.files, {
      cwd: context.cwd,
      ...(flags.config !== undefined && { path: flags.config }),
    });
    const desired: DesiredDeployment = resolveDeployment({
      cwd: context.cwd,
      flags: overridesFrom(flags),
      functions,
      ...(config && { config }),
    });
    const request = {
      desired,
      extraTags: (flags.tag ?? []).map(parseTag),
      waitTimeout: parseDuration(flags['wait-timeout'] ?? '10m', '--wait-timeout'),
      noCache: flags['no-cache'] ?? false,
    };
    const tools = async (): Promise<PipelineTools> => ({
      deps: await context.deployDeps(desired.region),
      runner: await this.createRunner(flags),
      stopwatch: createStopwatch(context.clock.now),
      signal: context.signal,
    });
    return { request, tools };
  }
}

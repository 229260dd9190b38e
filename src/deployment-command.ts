/** What the commands around a deployment share: from configuration and flags to a request and the tools to run it. */
import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { BaseCommand, type CommonValues } from './base-command.js';
import { readConfig } from './command-config.js';
import { overridesFrom, type ParsedDeploymentFlags, repeatable } from './command-flags.js';
import { hideValues } from './config/hide-values.js';
import { resolveDeployment } from './config/resolve-deployment.js';
import type { Context } from './context.js';
import type { DesiredDeployment } from './domain/desired-deployment.js';
import { parseDuration } from './domain/duration.js';
import { type ImageReference, parseTag } from './domain/image-reference.js';
import { type ImageSourceChoice, parseForeignReference, parseImageSource } from './domain/image-source.js';
import type { PipelineTools } from './pipeline/deploy.js';
import type { DeployRequest } from './pipeline/deploy-state.js';
import { createStopwatch } from './pipeline/stopwatch.js';
import { withSmokeEvents } from './services/shift/read-smoke-events.js';

export const tagFlag = {
  tag: Flags.string({
    description: 'Tag to put on the image besides the one made from its content; repeatable.',
    ...repeatable,
    helpGroup: 'IMAGE',
  }),
};

export const imageFlag = {
  image: Flags.string({
    description: 'Image to use instead of building: an ECR reference (tag or digest), or one of the engine.',
    helpGroup: 'IMAGE',
    helpValue: 'REF',
  }),
};

export const archiveFlag = {
  archive: Flags.string({
    description:
      'Image to use instead of building: what docker save wrote, or an OCI layout (folder or tar). Needs no container engine.',
    helpGroup: 'IMAGE',
    helpValue: 'PATH',
    exclusive: ['image', 'from'],
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
  readonly image?: string | undefined;
  readonly archive?: string | undefined;
  readonly from?: string | undefined;
  readonly 'no-cache'?: boolean | undefined;
  readonly 'wait-timeout'?: string | undefined;
  readonly atomic?: boolean | undefined;
  /** Of `deploy`. */
  readonly check?: boolean | undefined;
}

export abstract class DeploymentCommand extends BaseCommand {
  /** Whether the command may build the image, which is what `image:` is for. */
  protected readonly builds: boolean = true;
  /** Whether the command releases functions, which is what their smoke tests are for. */
  protected readonly releases: boolean = false;
  /** The settings of functions that the command looks at; all unless it says otherwise. */
  protected readonly functionSettings?: readonly string[];

  protected override withoutFile(): readonly string[] {
    const role = 'role' in this.ctor.flags ? ' --role arn:aws:iam::123456789012:role/hello' : '';
    return [`Or do without one: lading ${this.id} --function hello${role}`];
  }

  /**
   * Reads configuration and flags; opens no connection yet unless placeholders have to be looked up. `functions` are those
   * named as arguments; `stranger` is what to call a function where neither file nor flags know one, for commands that need none.
   */
  protected async prepare(
    flags: DeploymentFlags,
    functions: readonly string[],
    stranger?: string,
  ): Promise<{
    request: DeployRequest;
    tools: () => Promise<PipelineTools>;
    /** A file or a flag says which functions are meant. */
    configured: boolean;
    context: Context;
  }> {
    const context = this.openContext(flags);
    const source = chooseSource(flags, context.cwd);
    const config = await readConfig(context, flags, {
      names: flags.function === undefined ? functions : [...functions, flags.function],
      image: source.kind === 'build' && this.builds,
      ...(this.functionSettings && { functionSettings: this.functionSettings }),
    });
    const configured = config !== undefined || flags.function !== undefined;
    const resolved: DesiredDeployment = resolveDeployment({
      cwd: context.cwd,
      flags: overridesFrom(flags),
      functions: configured || stranger === undefined ? functions : [stranger],
      ...(config && { config }),
    });
    const desired = this.releases ? await withSmokeEvents(resolved, context.files) : resolved;
    hideValues(desired);
    const request = {
      desired: source.kind === 'stored' ? withRepositoryOf(source.reference, desired) : desired,
      source,
      extraTags: (flags.tag ?? []).map(parseTag),
      waitTimeout: parseDuration(flags['wait-timeout'] ?? '10m', '--wait-timeout'),
      noCache: flags['no-cache'] ?? false,
      atomic: flags.atomic ?? false,
      ...(flags.check && { check: true }),
    };
    const tools = async (): Promise<PipelineTools> => ({
      deps: await context.deployDeps(desired.region),
      runner: await this.createRunner(flags),
      stopwatch: createStopwatch(context.clock.now),
      signal: context.signal,
    });
    return { request, tools, configured, context };
  }
}

/** Paths start at the working directory. @throws REFERENCE_INVALID */
function chooseSource({ archive, from, image }: DeploymentFlags, cwd: string): ImageSourceChoice {
  if (archive !== undefined) return { kind: 'archive', path: resolve(cwd, archive) };
  if (from !== undefined) return { kind: 'registry', reference: parseForeignReference(from) };
  return image === undefined ? { kind: 'build' } : parseImageSource(image);
}

/** The image stays where it is: its repository is the one that counts, with the settings it has. */
function withRepositoryOf(reference: ImageReference, desired: DesiredDeployment): DesiredDeployment {
  const { repository: name, ecr } = reference;
  return { ...desired, repository: { name, settings: {}, ...(ecr && { registryId: ecr.account }) } };
}

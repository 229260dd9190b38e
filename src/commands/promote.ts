/** `lading promote`: the same image, in another stage. */
import { Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { readConfig } from '../command-config.js';
import { functionArguments, waitFlag } from '../command-flags.js';
import { resolveDeployment } from '../config/resolve-deployment.js';
import { createContext } from '../context.js';
import { DeploymentCommand, type DeploymentFlags, tagFlag } from '../deployment-command.js';
import { parseDigest } from '../domain/digest.js';
import { parseForeignReference } from '../domain/image-source.js';
import { isLoopbackHost } from '../domain/loopback-host.js';
import { AppError } from '../errors/app-error.js';
import { type Promotion, promote } from '../pipeline/promote.js';
import { findPromoted } from '../services/find-promoted.js';
import { renderDeploy } from '../ui/render-deploy.js';

export default class Promote extends DeploymentCommand {
  static override summary =
    'Deploy in one stage the very image that another stage runs: copied, not rebuilt.';
  static override description =
    'Copies the image registry to registry, blobs streamed or mounted, and deploys it with the settings of the stage it goes to. The digest stays and is compared on both sides. Needs no container engine.';
  static override examples = [
    '<%= config.bin %> promote --from staging --to prod',
    '<%= config.bin %> promote resize --from staging --to prod --from-profile staging --profile prod',
    '<%= config.bin %> promote --image 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app@sha256:… --to prod',
  ];
  static override strict = false;
  static override args = functionArguments;
  static override flags = {
    from: Flags.string({ description: 'Stage whose image it is.', helpValue: 'STAGE', exclusive: ['image'] }),
    to: Flags.string({ description: 'Stage that it goes to.', helpValue: 'STAGE', required: true }),
    image: Flags.string({ description: 'The image itself, by digest.', helpValue: 'REF' }),
    'from-profile': Flags.string({
      description: 'Profile for where it comes from; for a stage the default is --profile.',
      helpValue: 'NAME',
    }),
    atomic: Flags.boolean({ description: 'When one function fails, take the others back.' }),
    ...tagFlag,
    ...waitFlag,
  };
  protected override readonly builds = false;
  protected override readonly releases = true;

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Promote);
    const { from, to, image, 'from-profile': profile, ...others } = flags;
    const names = argv as string[];
    const { request, tools } = await this.prepare({ ...others, stage: to }, names);
    const promotion =
      image === undefined
        ? await this.findRunning(from, profile ?? flags.profile, others, names)
        : await this.findNamed(image, profile, request.desired.region);
    const result = await promote(promotion, request, await tools());
    const text = `${renderDeploy(result, this.paint())}\nPromoted from ${result.promoted.from}.`;
    return { document: result, text };
  }

  /** Without a profile, Docker's logins are asked where the image is in another registry. */
  private async findNamed(
    image: string,
    profile: string | undefined,
    region: string | undefined,
  ): Promise<Promotion> {
    const found = parseForeignReference(image);
    const reference = { ...found, digest: parseDigest(found.digest ?? '') };
    // A token of ECR is for ECR alone.
    const isEcr = found.ecr !== undefined || isLoopbackHost(found.host);
    if (profile === undefined || !isEcr) return { reference, credentials: undefined };
    const context = this.contextOf(profile, false);
    try {
      const { repositories } = await context.deployDeps(found.ecr?.region ?? region);
      return { reference, credentials: (await repositories.authorize()).credentials };
    } finally {
      await context.close();
    }
  }

  private async findRunning(
    from: string | undefined,
    profile: string | undefined,
    flags: DeploymentFlags,
    names: readonly string[],
  ): Promise<Promotion> {
    if (from === undefined) {
      throw new AppError({
        code: 'USAGE',
        message: 'promote needs --from STAGE or --image REF.',
        suggestions: ['See --help.'],
      });
    }
    const context = this.contextOf(profile, flags.local);
    try {
      const scope = { names, image: false, functionSettings: ['name', 'alias', 'publish'] };
      const config = await readConfig(context, { ...flags, stage: from }, scope);
      const desired = resolveDeployment({
        cwd: context.cwd,
        flags: {},
        functions: names,
        ...(config && { config }),
      });
      const deps = await context.deployDeps(desired.region);
      const reference = await findPromoted(from, desired.functions, deps);
      return { reference, credentials: (await deps.repositories.authorize()).credentials };
    } finally {
      await context.close();
    }
  }

  /** For the side that the image comes from. */
  private contextOf(profile: string | undefined, local: boolean) {
    return createContext({
      cwd: process.cwd(),
      env: process.env,
      signal: this.signal,
      local,
      ...(profile !== undefined && { profile }),
    });
  }
}

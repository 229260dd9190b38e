/** `lading prune`: delete versions and images that nothing needs. */
import { Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { functionArguments } from '../command-flags.js';
import { DeploymentCommand, functionNameFlag } from '../deployment-command.js';
import { parseDuration } from '../domain/duration.js';
import { planPrune, prune, pruneResult } from '../pipeline/prune.js';
import { renderPrune } from '../ui/render-prune.js';

export default class Prune extends DeploymentCommand {
  static override summary =
    'Delete versions and images that nothing refers to; no function ever loses its image.';
  static override description =
    'Keeps what $LATEST, every alias, the last releases and the given age need, and every image that any function version of the account and region refers to, also of functions that are not yours. Shows the plan; deletes only with --yes, or after asking on a terminal.';
  static override examples = [
    '<%= config.bin %> prune',
    '<%= config.bin %> prune --keep 5 --older-than 720h --yes',
    '<%= config.bin %> prune --repository team/app',
  ];
  static override strict = false;
  static override args = functionArguments;
  static override flags = {
    ...functionNameFlag,
    repository: Flags.string({ description: 'Name of the ECR repository.' }),
    keep: Flags.integer({ description: 'Newest releases of each function that stay.', default: 10, min: 1 }),
    'older-than': Flags.string({
      description: 'What is younger stays, e.g. 168h.',
      default: '24h',
      helpValue: 'DURATION',
    }),
    'ignore-other-accounts': Flags.boolean({
      description: 'Delete although other accounts may pull from the repository.',
    }),
    yes: Flags.boolean({ char: 'y', description: 'Delete without asking.' }),
  };

  protected override readonly builds = false;
  protected override readonly functionSettings = ['name'];

  protected async execute(): Promise<Outcome> {
    const { flags, argv } = await this.parse(Prune);
    const names = argv as string[];
    // A repository alone will do: then no version goes, and no function is asked for.
    const stranger = flags.repository !== undefined && names.length === 0 ? 'nobody' : undefined;
    const { request: wanted, tools, configured } = await this.prepare(flags, names, stranger);
    const ready = await tools();
    const { desired } = wanted;
    const request = {
      repository: desired.repository.name,
      functions: configured || !stranger ? desired.functions.map(({ name }) => name) : [],
      rules: {
        keepReleases: flags.keep,
        keepAge: parseDuration(flags['older-than'], '--older-than'),
        now: ready.deps.clock.now(),
      },
      ignoreOtherAccounts: flags['ignore-other-accounts'],
    };
    const plan = await planPrune(request, ready);
    const planned = pruneResult(plan, request.repository);
    const shown = renderPrune(planned, this.paint());
    const nothing = plan.images.length === 0 && plan.versions.length === 0;
    if (nothing || !(flags.yes || (await this.agree(shown)))) {
      const hint = nothing ? '' : `\nNothing was deleted. Delete it: ${sameCommand(flags, names)} --yes`;
      return { document: planned, text: `${shown}${hint}` };
    }
    const result = await prune(plan, request, ready);
    return {
      document: result,
      text: renderPrune(result, this.paint()),
      exitCode: result.failures.length > 0 ? 4 : 0,
    };
  }
}

interface Chosen {
  readonly function?: string | undefined;
  readonly repository?: string | undefined;
  readonly keep: number;
  readonly 'older-than': string;
  readonly 'ignore-other-accounts': boolean;
}

/** With what decides about what goes; where it goes is added to every command that is suggested. */
function sameCommand(flags: Chosen, names: readonly string[]): string {
  const valued = (['function', 'repository', 'keep', 'older-than'] as const).flatMap((name) => {
    const value = flags[name];
    return value === undefined || value === Prune.flags[name].default ? [] : [`--${name} ${value}`];
  });
  const ignored = flags['ignore-other-accounts'] ? ['--ignore-other-accounts'] : [];
  return ['lading prune', ...names, ...valued, ...ignored].join(' ');
}

/** `lading check`: would Lambda take and start this image? */
import { Args, Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { functionFlags, imageFlags } from '../command-flags.js';
import type { Context } from '../context.js';
import { archiveFlag, DeploymentCommand, functionNameFlag } from '../deployment-command.js';
import { parseImageSource } from '../domain/image-source.js';
import { codes } from '../errors/codes.js';
import { check } from '../pipeline/check.js';
import { readEvent } from '../services/read-event.js';
import { renderCheck } from '../ui/render-check.js';

export default class Check extends DeploymentCommand {
  static override summary =
    'Would Lambda take and start this image? Looks into it, and starts it as Lambda would.';
  static override description =
    'Checks architecture, media types, size, layers, entry point, handler, modes and extensions, then starts the image in a sandbox that is confined as Lambda confines it, without network, until it asks for work; docs/checks.md lists all findings. Needs no AWS account for an image of the engine or of an archive; what is not in the engine is not started. Ends with 4 when Lambda would not run the image.';
  static override examples = [
    '<%= config.bin %> check',
    '<%= config.bin %> check my-image:latest --event event.json --memory 512',
    '<%= config.bin %> check my-image:latest --architecture arm64 --static',
    '<%= config.bin %> check 123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1 --json',
    '<%= config.bin %> check --archive image.tar',
  ];
  static override args = {
    image: Args.string({
      description:
        'An image of the engine, or an ECR reference; default: build the one of the configuration.',
    }),
  };
  static override flags = {
    ...imageFlags,
    ...archiveFlag,
    ...functionNameFlag,
    command: functionFlags.command,
    memory: functionFlags.memory,
    timeout: functionFlags.timeout,
    'ephemeral-storage': functionFlags['ephemeral-storage'],
    env: functionFlags.env,
    event: Flags.string({
      description: 'File with an event as JSON to give it once it has started; - reads stdin.',
      helpGroup: 'START',
      helpValue: 'FILE',
      exclusive: ['static'],
    }),
    static: Flags.boolean({ description: 'Do not start it.', helpGroup: 'START' }),
  };

  protected override readonly functionSettings = [
    'architecture',
    'imageConfig',
    'environment',
    'memorySize',
    'timeout',
    'ephemeralStorage',
  ];

  protected override withoutFile(): readonly string[] {
    return ['Or name an image: lading check my-image:latest'];
  }

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(Check);
    const source = args.image === undefined ? undefined : parseImageSource(args.image);
    // An image says itself where it is; a region that is asked for goes first.
    const region = flags.region ?? (source?.kind === 'stored' ? source.reference.ecr?.region : undefined);
    const asked = { ...flags, image: args.image, ...(region !== undefined && { region }) };
    const there = args.image !== undefined || flags.archive !== undefined;
    const { request, tools, configured, context } = await this.prepare(
      asked,
      [],
      there ? 'image' : undefined,
    );
    const { desired } = request;
    const architecture = configured || flags.architecture !== undefined ? desired.architecture : undefined;
    const start = flags.static ? undefined : await startWith(flags.event, context);
    const starting = start && { start: { ...start, stranger: !configured } };
    const result = await check({ ...request, architecture, ...starting }, await tools());
    const exitCode = result.error ? codes[result.error.code].exitCode : 0;
    return { document: result, text: renderCheck(result, this.paint()), exitCode };
  }
}

/** Read before anything is built, so that a wrong file is told of at once. */
async function startWith(path: string | undefined, context: Context): Promise<{ event?: string }> {
  if (path === undefined) return {};
  const onWait = (): void =>
    void process.stderr.write('Waiting for the event on standard input; its end is Ctrl-D.\n');
  return { event: await readEvent({ file: path, type: 'RequestResponse' }, { ...context, onWait }) };
}

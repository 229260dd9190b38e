/** `lading invoke`: one event in, its answer out. */
import { Args, Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { waitFlag } from '../command-flags.js';
import { parseDuration } from '../domain/duration.js';
import { checkClientContext } from '../domain/invocation/check-client-context.js';
import { chooseTarget, parseTarget } from '../domain/invocation/invocation-target.js';
import { textOf } from '../domain/invocation/present-payload.js';
import { AppError } from '../errors/app-error.js';
import { redact } from '../errors/redact.js';
import { FunctionCommand } from '../function-command.js';
import { type Invoked, invokeFunction } from '../services/invoke-function.js';
import { readEvent } from '../services/read-event.js';
import { createPaint } from '../ui/paint.js';
import { renderError } from '../ui/render-error.js';
import { renderInvocation, renderLogTail, renderWarnings } from '../ui/render-invocation.js';

export default class Invoke extends FunctionCommand {
  static override summary = 'Sends one event to a function and prints its answer.';
  static override description =
    'The event is JSON: an argument, --event FILE, or what is piped in; {} without any. The answer goes to stdout as it came; log, duration, memory and cost estimate go to stderr. Invokes the alias that the configuration file gives the function, else $LATEST. Ends with 4 when the function failed. An event is never sent twice unless Lambda says that it did not run.';
  static override examples = [
    '<%= config.bin %> invoke resize \'{"key":"photo.jpg"}\'',
    '<%= config.bin %> invoke resize --event event.json --qualifier 7',
    'cat event.json | <%= config.bin %> invoke resize --json',
    '<%= config.bin %> invoke resize --event event.json --async',
  ];
  static override args = {
    function: Args.string({
      description:
        'A function of the configuration file, its own name, or its ARN; a qualifier may follow, as in NAME:live.',
      required: true,
    }),
    event: Args.string({ description: 'The event as JSON; - reads stdin.' }),
  };
  static override flags = {
    event: Flags.string({
      char: 'e',
      description: 'File with the event as JSON; - reads stdin.',
      helpValue: 'FILE',
    }),
    qualifier: Flags.string({
      description: 'Alias, version or $LATEST. Default: the alias of the configuration file, else $LATEST.',
    }),
    async: Flags.boolean({
      description: 'Put the event into the queue and do not wait for the answer.',
      exclusive: ['dry-run', 'stream', 'client-context'],
    }),
    'dry-run': Flags.boolean({
      description: 'Only ask Lambda whether the function may be invoked.',
      exclusive: ['stream', 'client-context'],
    }),
    stream: Flags.boolean({ description: 'Print the answer as the function writes it (up to 200 MB).' }),
    'client-context': Flags.string({
      description: 'Client context for the function, a JSON object.',
      helpValue: 'JSON',
    }),
    tail: Flags.boolean({
      description: 'Print the last 4 KB of the log (the default) or not.',
      allowNo: true,
      default: true,
    }),
    ...waitFlag,
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(Invoke);
    const type = flags.async ? 'Event' : flags['dry-run'] ? 'DryRun' : 'RequestResponse';
    const { 'client-context': clientContext, quiet, stream, json } = flags;
    if (clientContext !== undefined) checkClientContext(clientContext);
    const waitTimeout = parseDuration(flags['wait-timeout'], '--wait-timeout');
    const asked = parseTarget(args.function, flags.qualifier);
    const { functions, context, deps } = await this.prepareReferences(flags, [asked], { foreign: true });
    const { name, qualifier, why } = chooseTarget(asked, functions);
    const tell = (line: string): void => void (quiet || process.stderr.write(`${redact(line)}\n`));
    const onWait = () => tell('Waiting for the event on standard input; its end is Ctrl-D.');
    const payload = await readEvent(
      { argument: args.event, file: flags.event, type },
      { ...context, onWait },
    );
    tell(`Invoking ${name}:${qualifier}${why}`);
    const invoked = await invokeFunction(
      {
        ...{ name, qualifier, payload, type, waitTimeout },
        ...(asked.address && { address: asked.address }),
        tail: flags.tail && type === 'RequestResponse',
        onWait: (reason) => tell(`Waiting: ${reason}`),
        ...(clientContext !== undefined && { clientContext }),
        ...(stream && { onPiece: (piece) => void (json || process.stdout.write(piece)) }),
      },
      await deps(),
      this.signal,
    );
    const inPlace = (text: string): string => this.inPlace(text);
    if (!json) await show(invoked, { quiet, streamed: stream, inPlace });
    return { document: invoked.result, text: '', exitCode: invoked.error?.exitCode ?? 0, silent: !json };
  }

  /** An event that was sent is not taken back by Ctrl-C. */
  protected override interrupted(_done: readonly string[], error: Error): AppError {
    if (error instanceof AppError && error.details.sent === true) return error;
    return new AppError({ code: 'INTERRUPTED', message: 'Stopped. The event was not sent.' });
  }
}

/** The answer on stdout; everything else on stderr. */
async function show(
  { payload, result, error }: Invoked,
  face: { quiet: boolean; streamed: boolean; inPlace: (text: string) => string },
): Promise<void> {
  const paint = createPaint(process.stderr, process.env);
  const tell = (text: string): void => void (text === '' || process.stderr.write(`${text}\n`));
  if (!face.quiet) tell(renderLogTail(result, paint));
  const end = result.payloadFormat === 'base64' || /\n$|^$/.test(textOf(payload) ?? '') ? '' : '\n';
  const rest = Buffer.concat([face.streamed ? new Uint8Array() : payload, Buffer.from(end)]);
  await new Promise((resolve) => process.stdout.write(rest, resolve));
  if (!face.quiet) tell(renderInvocation(result, paint));
  tell(renderWarnings(result, paint));
  if (error) tell(face.inPlace(renderError(error, [], paint)));
}

/** `lading run`: a function on this machine, as confined as on Lambda. */
import { Args, Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { runEvent } from '../pipeline/run.js';
import { runResult } from '../pipeline/run-result.js';
import { type ServeRequest, serve } from '../pipeline/serve.js';
import { defaultPort, placeFlags, placeOf, RunCommand, requireBuild, runFlags } from '../run-command.js';
import { readEvent } from '../services/read-event.js';
import { renderRun } from '../ui/render-run.js';
import { createRunScreen } from '../ui/run-screen.js';

export default class Run extends RunCommand {
  static override summary = 'Run a function on this machine, as confined as on Lambda.';
  static override description =
    'Builds the image, or takes one of the engine or of ECR, and starts it with read-only files, Lambda’s user, memory, time and Runtime API. Answers events as the Runtime Interface Emulator does, on port 9000 unless told, with --strict as Lambda does, with --http as a function URL. With --event it handles one event and ends with 4 when the function failed. Settings come from flags, the file, the function in --like, and Lambda’s defaults, in that order. Its log goes to stderr.';
  static override examples = [
    '<%= config.bin %> run',
    '<%= config.bin %> run resize --watch',
    '<%= config.bin %> run resize --event event.json',
    '<%= config.bin %> run my-image:latest --http --memory 1024',
    '<%= config.bin %> run --like resize:live --aws',
  ];
  static override args = {
    target: Args.string({
      description: 'A function of the configuration file, or an image: of the engine, or an ECR reference.',
    }),
  };
  static override flags = {
    ...runFlags,
    event: Flags.string({
      description: 'Handle the event of this file, - for stdin, and end.',
      helpValue: 'FILE',
      exclusive: ['port', 'strict', 'http', 'watch', 'concurrency'],
    }),
    port: Flags.integer({
      description: 'Port of 127.0.0.1 to answer on; 0 for a free one. Default: 9000.',
      min: 0,
      max: 65_535,
    }),
    strict: Flags.boolean({ description: 'Answer as Lambda does: statuses, headers, limits, refusals.' }),
    http: Flags.boolean({ description: 'Answer HTTP requests as a function URL does, streaming included.' }),
    watch: Flags.boolean({
      description:
        'Rebuild when a file of the context changes; the former one serves until the new one is ready.',
    }),
    ...placeFlags,
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(Run);
    const { subject, context, deps } = await this.prepareSubject(flags, args.target);
    if (flags.watch) requireBuild(subject.image);
    const inPlace = (text: string): string => this.inPlace(text);
    const screen = createRunScreen(process, process.env, { ...flags, signal: this.signal, inPlace });
    const onWait = (): void => screen.tell('Waiting for the event on standard input; its end is Ctrl-D.');
    const event =
      flags.event === undefined
        ? undefined
        : await readEvent({ file: flags.event, type: 'RequestResponse' }, { ...context, onWait });
    const { signal, hosting, sandboxes } = context;
    const runner = await this.createRunner(flags);
    const tools = { deps, runner, signal, hosting, sandboxes, onLog: screen.onLog };
    const request = { ...subject, aws: flags.aws, place: placeOf(flags) };
    if (event !== undefined) {
      const { invoked } = await runEvent(request, event, tools);
      if (!flags.json) await screen.answered(invoked);
      const exitCode = invoked.error?.exitCode ?? 0;
      return { document: invoked.result, text: '', exitCode, silent: !flags.json };
    }
    const { strict, http, watch, port = defaultPort } = flags;
    const face = strict ? 'lambda' : 'emulator';
    const served: ServeRequest = { ...request, ...{ port, face, http, watch } };
    await serve(served, {
      ...tools,
      openFront: context.openFront,
      watcher: context.watcher,
      clock: context.clock,
      keptImages: context.keptImages,
      onServed: async (running) => {
        const result = runResult(running, served);
        await this.announce(result, renderRun(result, http, this.paint()));
        screen.served(running);
      },
      onNews: screen.onNews,
      onError: screen.onError,
    });
    return { silent: true, document: {}, text: '' };
  }
}

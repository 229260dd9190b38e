/** `lading logs`: what a function has logged, and what it logs. */
import { Args, Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { parseTarget } from '../domain/invocation/invocation-target.js';
import { logsResult } from '../domain/logs/log-document.js';
import { parseLogRange } from '../domain/logs/log-range.js';
import { toAppError } from '../errors/app-error.js';
import { redact } from '../errors/redact.js';
import { FunctionCommand } from '../function-command.js';
import { audibleReader } from '../services/logs/audible-reader.js';
import { collectLogs } from '../services/logs/collect-logs.js';
import { followLogs } from '../services/logs/follow-logs.js';
import { findLogTarget } from '../services/logs/log-target.js';
import { missingGroup, nothingFound } from '../services/logs/nothing-to-read.js';
import { type LogRequest, readLogs } from '../services/logs/read-logs.js';
import { tellSilence } from '../services/logs/tell-silence.js';
import { createLogPrinter, type LogPrinter } from '../ui/log-printer.js';

const silent = { document: {}, text: '', silent: true } as const;

export default class Logs extends FunctionCommand {
  static override summary = 'What a function has logged; with --follow also what it logs from now on.';
  static override description =
    'Reads the log group that the function is configured to write to. With --follow --json each event is one JSON document on a line of its own.';
  static override examples = [
    '<%= config.bin %> logs resize --follow',
    '<%= config.bin %> logs resize --since 2h --filter "ERROR -Timeout"',
    `<%= config.bin %> logs resize --filter '{ $.level = "error" }' --json`,
  ];
  static override args = {
    function: Args.string({
      description:
        'Function, by key, name or ARN, also NAME:live; default: the only one of the configuration file.',
    }),
  };
  static override flags = {
    follow: Flags.boolean({
      char: 'f',
      description: 'Go on with what comes, until Ctrl-C.',
      exclusive: ['until', 'limit'],
    }),
    since: Flags.string({
      description: 'From when on: 10m, 2h, 3d or 1w ago, or a date or time, local unless it names a zone.',
      default: '10m',
      helpValue: 'WHEN',
    }),
    until: Flags.string({ description: 'Up to when, as --since.', helpValue: 'WHEN' }),
    filter: Flags.string({
      description: 'Only events that match, in the pattern syntax of CloudWatch Logs.',
      helpValue: 'PATTERN',
    }),
    stream: Flags.string({ description: 'Only log streams whose names start so.', helpValue: 'PREFIX' }),
    qualifier: Flags.string({
      description: 'Only what this version or alias, or $LATEST, has logged.',
      helpValue: 'VERSION',
    }),
    limit: Flags.integer({ description: 'Only the newest events, so many.', min: 1 }),
    poll: Flags.boolean({
      description: 'Follow by asking every second, without Live Tail, which AWS charges by the minute.',
      dependsOn: ['follow'],
    }),
  };

  protected async execute(): Promise<Outcome> {
    const { args, flags } = await this.parse(Logs);
    const range = parseLogRange(flags, Date.now());
    const asked = args.function === undefined ? [] : [parseTarget(args.function, flags.qualifier)];
    const { functions, tools } = await this.prepareReferences(flags, asked);
    const { name } = this.onlyOne(functions);
    const { deps } = await tools();
    const note = (text: string): void => {
      if (!flags.quiet) process.stderr.write(`${redact(text)}\n`);
    };
    const listener = { deps, signal: this.signal, note };
    const target = findLogTarget(name, asked[0]?.qualifier ?? flags.qualifier, deps, note);
    const request: LogRequest = {
      target: await tellSilence(target, 'Lambda', listener),
      ...range,
      ...(flags.filter !== undefined && { pattern: flags.filter }),
      ...(flags.stream !== undefined && { streamPrefix: flags.stream }),
    };
    const printer = createLogPrinter(process.stdout, process.env, flags.json);
    if (flags.follow) {
      const options = { request, signal: this.signal, note, liveTail: !flags.poll, show: printer.show };
      return this.endOf(followLogs(options, deps), flags.json ? printer : undefined);
    }
    const logs = audibleReader(deps.logs, listener);
    const collected = flags.json || flags.limit !== undefined;
    const reading = collected
      ? await collectLogs(request, logs, flags.limit)
      : { ...(await readLogs(request, logs, printer.show)), events: [] };
    if (!reading.found) note(missingGroup(request));
    else if (reading.count === 0) note(nothingFound(request));
    if (flags.json) return { document: logsResult(request.target, reading), text: '' };
    await printer.show(reading.events);
    return silent;
  }

  /** Ctrl-C is how following ends, and no error to be told; errors keep to one line among lines of JSON. */
  private async endOf(following: Promise<void>, json: LogPrinter | undefined): Promise<Outcome> {
    try {
      await following;
      return silent;
    } catch (error) {
      if (this.signal.aborted) return { ...silent, exitCode: 130 };
      if (!json) throw error;
      const failure = toAppError(error);
      await json.document(this.inPlace({ error: failure.toDocument() }));
      return { ...silent, exitCode: failure.exitCode };
    }
  }
}

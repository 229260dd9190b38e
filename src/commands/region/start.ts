/** `lading region start`: the local region in a process of its own. */
import { Flags } from '@oclif/core';
import { BaseCommand, type Outcome } from '../../base-command.js';
import { dataFlag } from '../../command-flags.js';
import { parseDuration } from '../../domain/duration.js';
import { localDataFolder, startLocalRegion } from '../../local-region.js';

export default class RegionStart extends BaseCommand {
  static override summary = 'Start the local region on a loopback port and stay until Ctrl-C.';
  static override description =
    'Answers ECR, the OCI registry, Lambda, IAM, STS, CloudWatch and its logs, parameters and secrets for development and tests, and runs functions in containers of this machine. Its data folder remembers port, account and region, so that repository URIs stay valid from run to run. Prints one JSON document with --json once it answers.';
  static override examples = [
    '<%= config.bin %> region start',
    '<%= config.bin %> region start --port 4600 --data /tmp/region --activation-delay 2s --latency 30ms',
  ];
  static override flags = {
    ...dataFlag,
    port: Flags.integer({
      description: 'Loopback port; default: 4510, or a free one when that is taken.',
      min: 0,
      max: 65_535,
    }),
    'activation-delay': Flags.string({
      description: 'How long a function stays Pending or InProgress.',
      default: '300ms',
      helpValue: 'DURATION',
    }),
    'idle-after': Flags.string({
      description: 'How long a function stays Active without use; 0s: for ever.',
      default: '0s',
      helpValue: 'DURATION',
    }),
    latency: Flags.string({
      description: 'Time added to every answer.',
      default: '0ms',
      helpValue: 'DURATION',
    }),
    account: Flags.string({ description: 'Account id; default: 000000000000.', helpValue: 'DIGITS' }),
  };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(RegionStart);
    const { cwd, signal, hosting, engine, sandboxes } = this.openContext(flags);
    const dataFolder = flags.data ?? localDataFolder(cwd);
    const region = await startLocalRegion({
      dataFolder,
      hosting,
      engine,
      reap: async () => (await sandboxes()).reap(),
      activationDelay: parseDuration(flags['activation-delay'], '--activation-delay'),
      latency: parseDuration(flags.latency, '--latency'),
      idleAfter: parseDuration(flags['idle-after'], '--idle-after'),
      ...(flags.port !== undefined && { port: flags.port }),
      ...(flags.account !== undefined && { account: flags.account }),
      ...(flags.region !== undefined && { region: flags.region }),
    });
    const { url, account, region: name } = region;
    await this.announce(
      { url, account, region: name, dataFolder, pid: process.pid },
      [
        `The local region answers on ${url} (account ${account}, ${name}).`,
        `  lading:   lading deploy --local`,
        `  AWS CLI:  AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws --region ${name} --endpoint-url ${url} lambda list-functions`,
        'Ctrl-C stops it; its data stays.',
      ].join('\n'),
    );
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await region.close();
    return { silent: true, document: {}, text: '' };
  }
}

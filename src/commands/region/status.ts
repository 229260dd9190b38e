/** `lading region status`: whether the local region runs, and where. */
import { BaseCommand, type Outcome } from '../../base-command.js';
import { dataFlag } from '../../command-flags.js';
import { findLocalRegion, localDataFolder } from '../../local-region.js';

export default class RegionStatus extends BaseCommand {
  static override summary = 'Say whether the local region of this data folder runs, and where.';
  static override examples = ['<%= config.bin %> region status', '<%= config.bin %> region status --json'];
  static override flags = dataFlag;

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(RegionStatus);
    const dataFolder = flags.data ?? localDataFolder(this.openContext(flags).cwd);
    const found = await findLocalRegion(dataFolder);
    if (!found)
      return {
        document: { running: false, dataFolder },
        text: `No local region runs for ${dataFolder}. Start it: lading region start`,
      };
    const { url, account, region, pid, startedAt } = found;
    return {
      document: { running: true, ...found },
      text: `The local region of ${dataFolder} answers on ${url} (account ${account}, ${region}, process ${pid}, since ${startedAt}).`,
    };
  }
}

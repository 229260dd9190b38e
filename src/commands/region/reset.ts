/** `lading region reset`: forget everything the local region holds. */
import { Flags } from '@oclif/core';
import { BaseCommand, type Outcome } from '../../base-command.js';
import { dataFlag } from '../../command-flags.js';
import { AppError } from '../../errors/app-error.js';
import { imagesOfLocalRegion, localDataFolder, resetLocalRegion } from '../../local-region.js';

export default class RegionReset extends BaseCommand {
  static override summary = 'Delete everything that the local region holds: functions, repositories, images.';
  static override description =
    'Refuses while the region runs. Only files that the region made are deleted. Its images leave the container engine too, as far as that answers and nothing uses them.';
  static override examples = ['<%= config.bin %> region reset --yes'];
  static override flags = {
    ...dataFlag,
    yes: Flags.boolean({ char: 'y', description: 'Do it without asking.' }),
  };

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(RegionReset);
    const context = this.openContext(flags);
    const dataFolder = flags.data ?? localDataFolder(context.cwd);
    if (!flags.yes && !(await this.confirm(`Delete the local region in ${dataFolder}?`))) {
      throw new AppError({
        code: 'USAGE',
        message: `Nothing was deleted: ${dataFolder} would lose its functions, repositories and images.`,
        suggestions: ['Say so: lading region reset --yes'],
      });
    }
    const isOurs = await imagesOfLocalRegion(dataFolder);
    const existed = await resetLocalRegion(dataFolder);
    // Without an engine the region is empty all the same.
    if (existed)
      await context.keptImages().then(
        ({ removeNames }) => removeNames(isOurs),
        () => 0,
      );
    return {
      document: { reset: existed, dataFolder },
      text: existed
        ? `The local region in ${dataFolder} is empty.`
        : `There was no local region in ${dataFolder}.`,
    };
  }
}

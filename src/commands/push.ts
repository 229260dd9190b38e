/** `lading push`: build and bring the image into the repository. */
import type { Outcome } from '../base-command.js';
import { imageFlags } from '../command-flags.js';
import { DeploymentCommand, functionNameFlag, tagFlag } from '../deployment-command.js';
import { push } from '../pipeline/push.js';

export default class Push extends DeploymentCommand {
  static override summary = 'Build the image, ensure the repository and push; print repository@sha256:….';
  static override description = 'Looks at no function. An image that is already there is not sent again.';
  static override examples = [
    '<%= config.bin %> push --tag "$(git rev-parse --short HEAD)"',
    '<%= config.bin %> push --function hello --json',
  ];
  static override flags = { ...imageFlags, ...tagFlag, ...functionNameFlag };

  protected override readonly functionSettings = ['architecture', 'imageConfig'];

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Push);
    const { request, tools } = await this.prepare(flags, []);
    const result = await push(request, await tools());
    return { document: result, text: result.image.uri };
  }
}

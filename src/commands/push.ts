/** `lading push`: bring an image into the repository: built here, out of an archive, or copied from another registry. */
import { Flags } from '@oclif/core';
import type { Outcome } from '../base-command.js';
import { imageFlags } from '../command-flags.js';
import { archiveFlag, DeploymentCommand, functionNameFlag, tagFlag } from '../deployment-command.js';
import { push } from '../pipeline/push.js';

export default class Push extends DeploymentCommand {
  static override summary =
    'Build the image, or take one, ensure the repository and push; print repository@sha256:….';
  static override description =
    'Looks at no function. An image that is already there is not sent again. --archive and --from need no container engine.';
  static override examples = [
    '<%= config.bin %> push --tag "$(git rev-parse --short HEAD)"',
    '<%= config.bin %> push --function hello --json',
    '<%= config.bin %> push --archive image.tar',
    '<%= config.bin %> push --from public.ecr.aws/docker/library/busybox:1.37',
  ];
  static override flags = {
    ...imageFlags,
    ...archiveFlag,
    from: Flags.string({
      description:
        'Image of another registry to copy instead of building; the logins that Docker remembers are used. The digest stays.',
      helpGroup: 'IMAGE',
      helpValue: 'REF',
    }),
    ...tagFlag,
    ...functionNameFlag,
  };

  protected override readonly functionSettings = ['architecture', 'imageConfig'];

  protected async execute(): Promise<Outcome> {
    const { flags } = await this.parse(Push);
    const { request, tools } = await this.prepare(flags, []);
    const result = await push(request, await tools());
    return { document: result, text: result.image.uri };
  }
}

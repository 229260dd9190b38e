/** Schema of `image:` — what the container engine builds. */
import { settings, text, textByName } from './allowed.js';

export const imageSchema = settings({
  context: text('a folder, relative to this file', { minimum: 1 })
    .describe(
      'Folder that is sent to the container engine, relative to this file. Default: the folder of this file.',
    )
    .exactOptional(),
  dockerfile: text('a path, relative to the context', { minimum: 1 })
    .describe('Path of the Dockerfile, relative to the context. Default: Dockerfile.')
    .exactOptional(),
  target: text('the name of a stage of the Dockerfile', { minimum: 1 })
    .describe('Stage of the Dockerfile to build. Default: the last one.')
    .exactOptional(),
  args: textByName(
    text('the name of a build argument', { pattern: /^[a-zA-Z_][a-zA-Z0-9_]*$/ }),
    'build arguments, one "NAME: value" a line',
  )
    .describe(
      'Build arguments (ARG in the Dockerfile). They stay readable in the image: nothing secret belongs here.',
    )
    .exactOptional(),
});

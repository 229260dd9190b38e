/** Everything that can be known of an image's files without starting it. */
import { type Architecture, architectureOf } from '../architecture.js';
import type { Finding } from '../finding.js';
import type { ImageConfigOverride } from '../function-spec.js';
import { type StartSettings, startSettings, taskRoot } from '../start-command.js';
import { checkExtensions } from './check-extensions.js';
import { checkHandler } from './check-handler.js';
import { checkReadable } from './check-readable.js';
import { checkStart } from './check-start.js';
import type { FileView } from './file-view.js';

/** An image and the functions that are to run it. */
export interface FilesSubject {
  /** `architecture` is the image's own word, `amd64`. */
  readonly image: StartSettings & { readonly architecture: string };
  /** One for each function; none looks at the image as it is. */
  readonly overrides: readonly (ImageConfigOverride | undefined)[];
}

/** Nothing when Lambda would start it, as far as files tell; the architecture of functions is checked elsewhere. */
export function checkFiles(files: FileView, { image, overrides }: FilesSubject): Finding[] {
  const architecture = architectureOf(image.architecture);
  // Lambda cannot run such an image at all, which is said already.
  if (!architecture) return [];
  const settings = (overrides.length > 0 ? overrides : [undefined]).map((override) =>
    startSettings(image, override),
  );
  const roots = new Set(settings.map(taskRoot));
  return [
    ...settings.flatMap((each) => checkOne(files, each, architecture)),
    ...[...roots].flatMap((root) => checkReadable(files, root)),
    ...checkExtensions(files, architecture),
  ];
}

function checkOne(files: FileView, settings: StartSettings, architecture: Architecture): Finding[] {
  return [...checkStart(files, settings, architecture), ...checkHandler(files, settings)];
}

/** What is asked about a handler, and the findings that all languages share. */
import { type Finding, unsuitable } from '../finding.js';
import type { StartSettings } from '../start-command.js';
import { type FileEntry, octal } from './file-entry.js';

export interface HandlerQuestion {
  /** As in CMD: `app.handler`. */
  readonly handler: string;
  /** The folder that the runtime starts looking in. */
  readonly root: string;
  readonly settings: StartSettings;
}

/** Both runtimes ask for a dot (failures.md C16). */
export function malformedHandler(handler: string, why: string): Finding {
  return unsuitable('C16', `its handler "${handler}" is malformed: ${why}`, [
    'Write file.function in CMD or imageConfig.command, for example app.handler.',
  ]);
}

export function missingHandler({ handler, root }: HandlerQuestion, looked: string): Finding {
  return unsuitable('C14', `its handler "${handler}" names ${looked}, which does not exist in it`, [
    `Copy the code to where the runtime looks: COPY app.* ${root}/`,
    'Or correct CMD or imageConfig.command.',
  ]);
}

/** The file is there, and Lambda's user may not open it. */
export function unreadableHandler({ root }: HandlerQuestion, { path, mode }: FileEntry): Finding {
  return unsuitable('C24', `Lambda's user cannot read the handler's file ${path} (${octal(mode)})`, [
    `Let others read it: RUN chmod -R o+rX ${root}`,
  ]);
}

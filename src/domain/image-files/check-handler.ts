/** Does the handler of an AWS base image name a file that is there? */
import type { Finding } from '../finding.js';
import { imageVariable, isAwsBaseImage, type StartSettings } from '../start-command.js';
import { checkNodeHandler } from './check-node-handler.js';
import { checkPythonHandler } from './check-python-handler.js';
import type { FileView } from './file-view.js';
import { resolvePath } from './resolve-path.js';

/** Says nothing of other base images and languages. https://docs.aws.amazon.com/lambda/latest/dg/images-create.html */
export function checkHandler(files: FileView, settings: StartSettings): Finding[] {
  const [handler] = settings.command;
  if (!isAwsBaseImage(settings) || handler === undefined) return [];
  const root = imageVariable(settings, 'LAMBDA_TASK_ROOT') ?? '/var/task';
  const python = resolvePath(files, '/var/lang/bin/python3');
  const node = resolvePath(files, '/var/lang/bin/node');
  if (python) return checkPythonHandler(files, { handler, root, settings }, python.entry.path);
  return node ? checkNodeHandler(files, { handler, root, settings }) : [];
}

/** Issue 5 item 2: an image with the Runtime Interface Emulator inside, as AWS's base images are, runs without it. */
import { expect, it, onTestFinished } from 'vitest';
import { engineImage, type ImageFile } from '../../images/engine-image.js';
import { shellRuntimeFiles } from '../../images/shell-runtime.js';
import { describeEngine } from '../../servers/engine.js';
import { createProject } from '../project.js';
import { runLading } from '../run-lading.js';

const program = (text: string): ImageFile => ({ text: `#!/bin/sh\n${text}`, mode: 0o755 });

/** https://github.com/aws/aws-lambda-base-images: lambda-entrypoint.sh */
const entryPoint = program(`if [ $# -ne 1 ]; then
  echo "entrypoint requires the handler name to be the first argument" 1>&2
  exit 142
fi
export _HANDLER="$1"

RUNTIME_ENTRYPOINT=/var/runtime/bootstrap
if [ -z "\${AWS_LAMBDA_RUNTIME_API}" ]; then
  exec /usr/local/bin/aws-lambda-rie $RUNTIME_ENTRYPOINT
else
  exec $RUNTIME_ENTRYPOINT
fi
`);

describeEngine('an image with the emulator inside', () => {
  it('is asked directly, and knows its handler', async () => {
    const files = {
      ...(await shellRuntimeFiles()),
      '/lambda-entrypoint.sh': entryPoint,
      '/var/runtime/bootstrap': program('exec /var/task/bootstrap "$_HANDLER"\n'),
      '/usr/local/bin/aws-lambda-rie': program('echo "the emulator was started" >&2\nexit 1\n'),
    };
    const lines = ['WORKDIR /var/task', 'ENTRYPOINT ["/lambda-entrypoint.sh"]', 'CMD ["facts"]'];
    const { reference } = await engineImage('emulator-inside', files, lines);
    const { folder, remove } = await createProject({ 'event.json': '{}' });
    onTestFinished(remove);
    const run = await runLading(['run', reference, '--event', 'event.json'], { cwd: folder });
    expect(run.code, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ handler: 'facts', user: '1051:1051', shm: '' });
    expect(run.stderr).not.toContain('the emulator was started');
  });
});

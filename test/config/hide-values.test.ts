/** Which values of a deployment are taken for secrets. */
import { expect, it } from 'vitest';
import { hideValues } from '../../src/config/hide-values.js';
import { resolveDeployment } from '../../src/config/resolve-deployment.js';
import { redact } from '../../src/errors/redact.js';

it('every environment value and build argument, but for what the deployment is told by', () => {
  const desired = resolveDeployment({
    cwd: '/project',
    flags: {
      function: 'thumbnails',
      role: 'auto',
      environment: ['TOKEN=hush-environment', 'BUCKET=thumbnails'],
      buildArgs: ['NPM=hush-build'],
    },
    functions: [],
  });
  hideValues(desired);
  const text = 'Creating function thumbnails with hush-environment and hush-build';
  expect(redact(text)).toBe('Creating function thumbnails with [redacted] and [redacted]');
});

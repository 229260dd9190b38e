/** Whether sandboxes would find their Runtime API at an address, told without the engine. */
import { expect, test } from 'vitest';
import { requireOwnAddress } from '../../../../src/adapters/docker/sandbox/require-own-address.js';

const endpoint = { url: 'unix:///var/run/docker.sock', source: 'DOCKER_HOST' } as const;

test('an address of this machine will do', async () => {
  await requireOwnAddress('127.0.0.1', endpoint);
});

test('one of nobody is refused', async () => {
  // For documentation only: https://www.rfc-editor.org/rfc/rfc5737
  await expect(requireOwnAddress('192.0.2.1', endpoint)).rejects.toMatchObject({
    code: 'SANDBOX_FAILED',
    message: expect.stringContaining('none of the addresses here (listen EADDRNOTAVAIL'),
    details: { address: '192.0.2.1' },
  });
});

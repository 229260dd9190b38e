import { expect, test } from 'vitest';
import { sandboxFailure } from '../../../../src/adapters/docker/sandbox/sandbox-failure.js';

const endpoint = {
  url: 'unix:///run/docker.sock',
  source: 'default socket',
  dial: {
    socketPath: '/run/docker.sock',
    host: undefined,
    port: undefined,
    protocol: 'http',
    agent: undefined,
  },
} as const;

test.each([
  [
    'could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network',
    'docker network prune',
  ],
  ['all predefined address pools have been fully subnetted', 'docker network prune'],
  ['write /var/lib/docker/x: no space left on device', 'docker system df'],
  ['something new', 'docker info'],
])('%s', (message, remedy) => {
  const answer = Object.assign(new Error(message), { statusCode: 500, json: { message } });
  const failure = sandboxFailure(answer, 'making the network x', endpoint);
  expect(failure).toMatchObject({ code: 'SANDBOX_FAILED', exitCode: 3 });
  expect(failure.message).toBe(
    `The container engine at unix:///run/docker.sock failed while making the network x: ${message}`,
  );
  expect(failure.suggestions.join()).toContain(remedy);
});

test('a connection that broke', () => {
  const broken = Object.assign(new Error('connect ENOENT'), { code: 'ENOENT' });
  expect(sandboxFailure(broken, 'making the network x', endpoint)).toMatchObject({
    code: 'ENGINE_UNREACHABLE',
    message: expect.stringContaining('broke while making the network x'),
  });
});

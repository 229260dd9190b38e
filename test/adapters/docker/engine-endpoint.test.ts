/** How engine addresses are read. */
import { expect, test } from 'vitest';
import { parseEndpoint } from '../../../src/adapters/docker/engine-endpoint.js';

test.each([
  ['unix:///run/my.sock', { socketPath: '/run/my.sock' }],
  ['npipe:////./pipe/docker_engine', { socketPath: '//./pipe/docker_engine' }],
  ['tcp://10.0.0.1:2375', { host: '10.0.0.1', port: 2375, protocol: 'http' }],
  ['10.0.0.1:4243', { host: '10.0.0.1', port: 4243, protocol: 'http' }],
  ['tcp://build.example.com', { host: 'build.example.com', port: 2375, protocol: 'http' }],
  ['tcp://build.example.com:2376', { host: 'build.example.com', port: 2376, protocol: 'https' }],
  ['https://build.example.com', { host: 'build.example.com', port: 2376, protocol: 'https' }],
  ['ssh://me@build.example.com:2222', { protocol: 'http', socketPath: undefined }],
])('%s', (address, dial) => {
  expect(parseEndpoint(address, 'DOCKER_HOST').dial).toMatchObject(dial);
});

test('TLS material makes a tcp address secure', () => {
  const endpoint = parseEndpoint('tcp://build.example.com:9999', 'DOCKER_HOST', {
    ca: 'CA',
    cert: 'CERT',
    key: 'KEY',
    skipVerify: false,
  });
  expect(endpoint.dial).toMatchObject({
    protocol: 'https',
    port: 9999,
    agent: { options: { ca: 'CA', cert: 'CERT', key: 'KEY' } },
  });
});

test('every connection option is set, so that none is taken from the process environment', () => {
  expect(Object.keys(parseEndpoint('unix:///run/my.sock', 'test').dial).sort()).toEqual([
    'agent',
    'host',
    'port',
    'protocol',
    'socketPath',
  ]);
});

test.each(['unix://', 'gopher://x', 'tcp://', 'what is this'])(
  '%s is refused with what would be right',
  (address) => {
    expect(() => parseEndpoint(address, 'DOCKER_HOST')).toThrow(
      expect.objectContaining({
        code: 'ENGINE_UNREACHABLE',
        message: expect.stringContaining(`DOCKER_HOST names the container engine "${address}"`),
      }),
    );
  },
);

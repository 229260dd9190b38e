import { expect, it } from 'vitest';
import { loopbackOf } from '../../../src/adapters/docker/engine-loopback.js';

const debian = 'Debian GNU/Linux 12 (bookworm)';

it.each([
  ['unix:///var/run/docker.sock', debian, 'linux', 'this machine'],
  ['tcp://127.0.0.1:2375', debian, 'linux', 'this machine'],
  ['localhost:2375', debian, 'linux', 'this machine'],
  ['tcp://[::1]:2375', debian, 'linux', 'this machine'],
  ['ssh://me@localhost', debian, 'linux', 'this machine'],
  ['unix:///home/me/.docker/desktop/docker.sock', 'Docker Desktop', 'linux', 'its own'],
  ['unix:///Users/me/.docker/run/docker.sock', 'Docker Desktop', 'darwin', 'its own'],
  ['unix:///Users/me/.colima/default/docker.sock', 'Ubuntu 24.04.2 LTS', 'darwin', 'its own'],
  ['npipe:////./pipe/docker_engine', 'Docker Desktop', 'win32', 'its own'],
  ['tcp://10.1.2.3:2375', debian, 'linux', 'its own'],
  ['tcp://build.example.com:2376', debian, 'linux', 'its own'],
  ['build.example.com:2376', debian, 'linux', 'its own'],
  ['ssh://me@build.example.com', debian, 'linux', 'its own'],
])('the loopback of %s (%s), seen from %s, is %s', (url, operatingSystem, platform, expected) => {
  expect(loopbackOf({ url, operatingSystem, platform })).toBe(expected);
});

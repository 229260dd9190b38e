/** Carries Engine API requests over `ssh HOST docker system dial-stdio`, so that keys, jump hosts and known hosts are ssh's own. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Agent, type ClientRequestArgs } from 'node:http';
import { Duplex, Readable, type Writable } from 'node:stream';

/**
 * An HTTP agent whose every connection is one ssh process, as the docker CLI does it. docker-modem's own ssh support is not
 * used: it never checks the host's key and ignores ~/.ssh/config.
 * https://docs.docker.com/engine/security/protect-access/#use-ssh-to-protect-the-docker-daemon-socket
 */
export function sshAgent(url: URL): Agent {
  const agent = new Agent({ keepAlive: false });
  // The declared type knows only sockets; http takes any duplex stream here.
  const withFactory = agent as unknown as { createConnection: (options: ClientRequestArgs) => Duplex };
  withFactory.createConnection = () => dialOver(sshArguments(url));
  return agent;
}

function sshArguments(url: URL): string[] {
  const user = url.username ? ['-l', decodeURIComponent(url.username)] : [];
  const port = url.port ? ['-p', url.port] : [];
  return [
    '-o',
    'ConnectTimeout=30',
    '-o',
    'BatchMode=yes',
    '-T',
    ...user,
    ...port,
    '--',
    url.hostname,
    'docker',
    'system',
    'dial-stdio',
  ];
}

function dialOver(args: string[]): Duplex {
  const child = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const readable = Readable.from(outputOf(child), { objectMode: false });
  const duplex = Duplex.from({ writable: child.stdin, readable });
  child.on('error', (error) => duplex.destroy(error));
  duplex.on('close', () => child.kill());
  return duplex;
}

/** Ends with ssh's own complaint when it failed: without it HTTP would only know of a "socket hang up". */
async function* outputOf(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
): AsyncGenerator<Uint8Array> {
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-500);
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  for await (const chunk of child.stdout) yield chunk as Uint8Array;
  const code = await ended;
  if (code) throw new Error(`ssh ended with ${code}: ${complaint.trim()}`);
}

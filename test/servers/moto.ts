/** Starts moto's server: AWS services that we did not write. `pip install 'moto[server]'` */
import { spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';

export interface MotoOptions {
  /** `false`: Lambda looks image URIs up in moto's ECR; `true`, its default: any URI does. */
  readonly stubEcr?: boolean;
  /** Twelve digits; 123456789012 unless told. */
  readonly account?: string;
}

export interface Moto {
  readonly url: string;
  close(): Promise<void>;
}

const startLimit = 60_000;

/** Takes a few seconds. @throws Error when the program is missing or does not answer. */
export async function startMoto({ stubEcr = true, account }: MotoOptions = {}): Promise<Moto> {
  const port = await freePort();
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
    // Without AWS's managed policies there is no AWSLambdaBasicExecutionRole to attach.
    env: {
      ...process.env,
      MOTO_LAMBDA_STUB_ECR: String(stubEcr),
      MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
      ...(account && { MOTO_ACCOUNT_ID: account }),
    },
  });
  let log = '';
  child.stderr.on('data', (bytes: Buffer) => {
    log = `${log}${bytes}`.slice(-4000);
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code) => resolve(`exit ${code}`));
  });
  const close = async (): Promise<void> => {
    // The whole group: pyenv's shim is a shell in between. -0 would be our own group.
    if (child.pid) killGroup(child.pid);
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  const reached = await Promise.race([answers(url), ended]);
  if (reached === true) return { url, close };
  await close();
  throw new Error(`moto_server did not start (${reached}): ${log}`);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function answers(url: string): Promise<true | string> {
  const deadline = Date.now() + startLimit;
  while (Date.now() < deadline) {
    const status = await fetch(`${url}/moto-api/`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return `no answer within ${startLimit / 1000} s`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

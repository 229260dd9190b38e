/** Starts an image by the engine alone, with what most surprises images on Lambda: to see that the images do what they are for. */
import Docker from 'dockerode';

export interface LambdaLike {
  /** What it has written when it ended by itself, and how that went. */
  ended(): Promise<{ readonly exitCode: number; readonly output: string }>;
  remove(): Promise<void>;
}

export interface LambdaLikeOptions {
  /** `127.0.0.1:PORT`. */
  readonly runtimeApi: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** MB. */
  readonly memory?: number;
  /** Hides from the first process what is mounted: engines mount tmpfs in many places, and Lambda shows none. */
  readonly mountsHidden?: boolean;
}

/** Read-only, as a user who owns nothing, without /dev/shm, with little memory. @throws the engine's words when it cannot be started */
export async function startAsLambda(image: string, options: LambdaLikeOptions): Promise<LambdaLike> {
  const { runtimeApi, command, environment = {}, memory = 256, mountsHidden = false } = options;
  const container = await new Docker().createContainer({
    Image: image,
    User: '1051:1051',
    ...(command && { Cmd: [...command] }),
    Env: Object.entries({
      AWS_LAMBDA_RUNTIME_API: runtimeApi,
      HOME: '/home/sbx_user1051',
      ...environment,
    }).map(([name, value]) => `${name}=${value}`),
    HostConfig: {
      NetworkMode: 'host',
      ReadonlyRootfs: true,
      IpcMode: 'none',
      Tmpfs: { '/tmp': 'rw,exec,size=64m,uid=1051,gid=1051' },
      Memory: memory * 1024 * 1024,
      MemorySwap: memory * 1024 * 1024,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      // Of the paths that engines mask none matters to an unprivileged user.
      ...(mountsHidden && { MaskedPaths: ['/proc/mounts'] }),
    },
  });
  const remove = () => container.remove({ force: true });
  try {
    await container.start();
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    async ended() {
      const { StatusCode } = (await container.wait()) as { StatusCode: number };
      const logs = await container.logs({ stdout: true, stderr: true });
      return { exitCode: StatusCode, output: withoutHeaders(logs) };
    },
    remove,
  };
}

/** Eight bytes before each piece. https://docs.docker.com/reference/api/engine/#tag/Container/operation/ContainerAttach */
function withoutHeaders(frames: Buffer): string {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4);
    pieces.push(frames.subarray(at + 8, end));
    at = end;
  }
  return Buffer.concat(pieces).toString();
}

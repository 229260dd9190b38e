/** Makes the container of a function and the Runtime API that it will ask, both ready to start. */
import { functionEnvironment } from '../../domain/invocation/function-environment.js';
import type { LocalImage } from '../../ports/container-engine.js';
import type { HostedFunction } from '../../ports/function-host.js';
import type { Sandbox, SandboxEngine, SandboxNetwork } from '../../ports/sandbox-engine.js';
import { openRuntimeApi } from './api/open-runtime-api.js';
import type { RuntimeApi } from './runtime-api.js';

/** Of the image, what its configuration says where the function's does not. */
export type ImageStart = Pick<LocalImage, 'entryPoint' | 'command' | 'workingDirectory' | 'environment'>;

export interface OpenSandbox {
  readonly sandbox: Sandbox;
  readonly api: RuntimeApi;
  /** Paths of the executables in /opt/extensions. */
  readonly extensions: readonly string[];
  /** The file that is executed first. */
  readonly program: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  /** To be told once the sandbox has an address; until then its Runtime API answers nobody. */
  addressKnown(address: string): void;
}

/**
 * Leaves nothing behind when it fails.
 * @throws SANDBOX_FAILED, IMAGE_NOT_FOUND, ENGINE_UNREACHABLE
 */
export async function openSandbox(
  engine: SandboxEngine,
  hosted: HostedFunction,
  image: ImageStart,
  logStream: string,
): Promise<OpenSandbox> {
  const network = await engine.network(hosted.network);
  const start = effectiveStart(hosted, image);
  const { api, addressKnown } = await listen(network, hosted, start.handler);
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await engine.create({
      imageId: hosted.imageId,
      functionName: hosted.name,
      entryPoint: start.entryPoint,
      command: start.command,
      workingDirectory: start.workingDirectory,
      environment: environment(hosted, image, {
        logStream,
        runtimeApi: `${network.hostName}:${api.port}`,
        handler: start.handler,
      }),
      memorySize: hosted.memorySize,
      ephemeralStorage: hosted.ephemeralStorage,
      network,
      ...(hosted.debugPort !== undefined && { debugPort: hosted.debugPort }),
      ...(hosted.mounts && { mounts: hosted.mounts }),
    });
    const extensions = await sandbox.extensions();
    api.expectExtensions(extensions.map(fileName));
    return { sandbox, api, extensions, ...start, addressKnown };
  } catch (error) {
    await Promise.all([api.close(), sandbox?.remove()]);
    throw error;
  }
}

/** What an extension is registered by. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function listen(network: SandboxNetwork, hosted: HostedFunction, handler: string) {
  let addressKnown: (address: string) => void = () => undefined;
  const allowedAddress = new Promise<string>((resolve) => {
    addressKnown = resolve;
  });
  const api = await openRuntimeApi({
    listenAddress: network.listenAddress,
    ...(network.addressesAreTheirs && { allowedAddress }),
    account: hosted.account,
    functionName: hosted.name,
    functionVersion: hosted.version,
    handler,
  });
  return { api, addressKnown };
}

/** Each setting of the function's overrides that one of the image: https://docs.aws.amazon.com/lambda/latest/api/API_ImageConfig.html */
function effectiveStart({ imageConfig }: HostedFunction, image: ImageStart) {
  const entryPoint = imageConfig.entryPoint?.length ? imageConfig.entryPoint : image.entryPoint;
  const command = imageConfig.command?.length ? imageConfig.command : image.command;
  return {
    entryPoint,
    command,
    workingDirectory: imageConfig.workingDirectory || image.workingDirectory,
    program: entryPoint[0] ?? command[0] ?? '',
    handler: command[0] ?? '',
  };
}

function environment(
  hosted: HostedFunction,
  image: ImageStart,
  place: { logStream: string; runtimeApi: string; handler: string },
): Record<string, string> {
  // Made-up ones, so that an SDK in the function signs its requests instead of looking for credentials for seconds.
  const invented = { accessKeyId: 'local', secretAccessKey: 'local', sessionToken: 'local' };
  return functionEnvironment({
    functionName: hosted.name,
    version: hosted.version,
    memorySize: hosted.memorySize,
    region: hosted.region,
    logGroup: hosted.logGroup,
    credentials: hosted.credentials ?? invented,
    own: hosted.environment,
    imageVariables: new Set(image.environment.map((variable) => variable.split('=', 1)[0] ?? '')),
    ...place,
  });
}

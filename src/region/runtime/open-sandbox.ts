/** Makes the container of a function and the Runtime API that it will ask, both ready to start. */
import { functionEnvironment } from '../../domain/invocation/function-environment.js';
import type { HostedFunction } from '../../ports/function-host.js';
import type { Sandbox, SandboxEngine, SandboxNetwork } from '../../ports/sandbox-engine.js';
import { openRuntimeApi } from './api/open-runtime-api.js';
import type { EffectiveStart } from './effective-start.js';
import type { RuntimeApi } from './runtime-api.js';

export interface SandboxPlan {
  readonly hosted: HostedFunction;
  readonly start: EffectiveStart;
  readonly logStream: string;
}

export interface OpenSandbox {
  readonly sandbox: Sandbox;
  readonly api: RuntimeApi;
  /** Paths of the executables in /opt/extensions. */
  readonly extensions: readonly string[];
  /** The file that is executed first. */
  readonly program: string;
  /** To be told once the sandbox has an address; until then its Runtime API answers nobody. */
  addressKnown(address: string): void;
}

/**
 * Leaves nothing behind when it fails.
 * @throws SANDBOX_FAILED, IMAGE_NOT_FOUND, ENGINE_UNREACHABLE
 */
export async function openSandbox(engine: SandboxEngine, plan: SandboxPlan): Promise<OpenSandbox> {
  const network = await engine.network(plan.hosted.network);
  const { api, addressKnown } = await listen(network, plan);
  let sandbox: Sandbox | undefined;
  try {
    sandbox = await create(engine, network, plan, `${network.hostName}:${api.port}`);
    const extensions = await sandbox.extensions();
    api.expectExtensions(extensions.map(fileName));
    return { sandbox, api, extensions, program: plan.start.program, addressKnown };
  } catch (error) {
    await Promise.all([api.close(), sandbox?.remove()]);
    throw error;
  }
}

/** What an extension is registered by. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

async function listen(network: SandboxNetwork, { hosted, start }: SandboxPlan) {
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
    handler: start.handler,
  });
  return { api, addressKnown };
}

function create(
  engine: SandboxEngine,
  network: SandboxNetwork,
  { hosted, start, logStream }: SandboxPlan,
  runtimeApi: string,
): Promise<Sandbox> {
  return engine.create({
    imageId: hosted.imageId,
    functionName: hosted.name,
    entryPoint: start.entryPoint,
    command: start.command,
    workingDirectory: start.workingDirectory,
    environment: functionEnvironment({
      functionName: hosted.name,
      version: hosted.version,
      memorySize: hosted.memorySize,
      region: hosted.region,
      logGroup: hosted.logGroup,
      logStream,
      jsonLogs: hosted.jsonLogs,
      runtimeApi,
      handler: start.handler,
      credentials: hosted.credentials ?? invented,
      own: hosted.environment,
      imageVariables: start.imageVariables,
    }),
    memorySize: hosted.memorySize,
    ephemeralStorage: hosted.ephemeralStorage,
    network,
    ...(hosted.debugPort !== undefined && { debugPort: hosted.debugPort }),
    ...(hosted.mounts && { mounts: hosted.mounts }),
  });
}

/** So that an SDK in the function signs its requests instead of looking for credentials for seconds. */
const invented = { accessKeyId: 'local', secretAccessKey: 'local', sessionToken: 'local' };

/** Starts a process beside the function's own: an extension. */
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { SandboxOutput, SandboxProcess } from '../../../ports/sandbox-engine.js';
import type { EngineClient } from '../engine-client.js';
import { killed } from './container-end.js';
import { readFrames } from './output-frames.js';
import { sandboxFailure } from './sandbox-failure.js';

/** Milliseconds. */
const longestPause = 1_000;

/**
 * As the same user, with the same variables and restrictions.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Exec
 * @throws SANDBOX_FAILED when the container does not run or is frozen, ENGINE_UNREACHABLE
 */
export async function startBeside(
  client: EngineClient,
  container: Docker.Container,
  path: string,
  onOutput: (output: SandboxOutput) => void,
): Promise<SandboxProcess> {
  try {
    const process = await container.exec({ Cmd: [path], AttachStdout: true, AttachStderr: true });
    const stream = (await process.start({})) as unknown as Readable;
    return { ended: awaitEnd(process, readFrames(stream, onOutput)) };
  } catch (error) {
    throw sandboxFailure(error, `starting ${path} in a sandbox`, client.endpoint);
  }
}

/** Its output ends with it, and a little before the engine knows of its exit code. */
async function awaitEnd(
  process: Docker.Exec,
  outputEnded: Promise<void>,
): Promise<{ readonly exitCode: number }> {
  await outputEnded;
  // One that closes its output and goes on is asked after less and less often.
  for (let pause = 20; ; pause = Math.min(pause * 2, longestPause)) {
    // Gone with its container, or with the engine.
    const state = await process.inspect().catch(() => undefined);
    if (!state) return { exitCode: killed };
    if (!state.Running) return { exitCode: state.ExitCode ?? killed };
    await delay(pause);
  }
}

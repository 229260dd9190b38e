/** Waits for the end of a container's first process, also across an engine that goes away in between. */
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { EngineClient } from '../engine-client.js';
import { isAbsent } from './sandbox-failure.js';

/** 128 + SIGKILL: what is assumed of a process whose end nobody saw. */
export const killed = 137;

/** Milliseconds that an engine which went away has to come back before its containers count as killed. */
const patience = 20_000;

export interface ContainerEnd {
  readonly exitCode: number;
  readonly outOfMemory: boolean;
}

/**
 * Resolves once the engine watches for the end, with a promise of it that never rejects: so that nothing can end unseen between
 * start and watch.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerWait
 */
export async function watchEnd(
  client: EngineClient,
  container: Docker.Container,
  signal: AbortSignal,
): Promise<{ readonly ended: Promise<ContainerEnd> }> {
  const answer = await openWatch(client, container.id, 'next-exit', signal);
  return { ended: awaitEnd(client, container, answer) };
}

function openWatch(
  { stream }: EngineClient,
  id: string,
  condition: 'next-exit' | 'not-running',
  signal: AbortSignal,
): Promise<Readable> {
  return stream({ method: 'POST', path: `/containers/${id}/wait`, query: { condition }, signal });
}

async function awaitEnd(
  client: EngineClient,
  container: Docker.Container,
  answer: Readable,
): Promise<ContainerEnd> {
  const exitCode = (await readExitCode(answer)) ?? (await watchAgain(client, container.id));
  return confirmed(container, exitCode);
}

/** Undefined when the connection broke first. */
async function readExitCode(answer: Readable): Promise<number | undefined> {
  try {
    const text = Buffer.concat(await answer.toArray()).toString();
    const { StatusCode } = JSON.parse(text) as { readonly StatusCode?: unknown };
    return typeof StatusCode === 'number' ? StatusCode : undefined;
  } catch {
    return undefined;
  }
}

/** The engine notes a want of memory and an exit from two sources, in either order. */
async function confirmed(container: Docker.Container, exitCode: number): Promise<ContainerEnd> {
  for (let tries = 1; ; tries += 1) {
    const state = await stateOf(container).catch(() => undefined);
    const outOfMemory = state?.OOMKilled ?? false;
    if (outOfMemory || exitCode !== killed || !state || tries === 3) return { exitCode, outOfMemory };
    await delay(20);
  }
}

/** The connection broke, which says nothing of the container: engines keep them, or end them, while they start anew. */
async function watchAgain(client: EngineClient, id: string): Promise<number> {
  let deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    try {
      const answer = await openWatch(client, id, 'not-running', new AbortController().signal);
      const exitCode = await readExitCode(answer);
      if (exitCode !== undefined) return exitCode;
      deadline = Date.now() + patience;
    } catch (error) {
      if (isAbsent(error)) return killed;
    }
    // A process must not live on only to ask: who waits for the end has timers of its own.
    await delay(200, undefined, { ref: false });
  }
  return killed;
}

/** Undefined once it is removed. */
async function stateOf(
  container: Docker.Container,
): Promise<Docker.ContainerInspectInfo['State'] | undefined> {
  try {
    return (await container.inspect()).State;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

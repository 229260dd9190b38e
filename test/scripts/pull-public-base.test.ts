/** How long the quickstart tries to pull AWS's base image, and what it says when it gives up. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Docker from 'dockerode';
import { afterEach, expect, it } from 'vitest';

type Pull = (
  docker: Docker,
  reference: string,
  patience: { firstWord: number; whole: number },
) => Promise<{ pulled: boolean; why?: string }>;

const path = new URL('../../scripts/base-image/pull-public-base.mjs', import.meta.url).href;
const { pullPublicBase } = (await import(path)) as { pullPublicBase: Pull };
const reference = 'public.ecr.aws/lambda/nodejs:22';

let close: () => void = () => undefined;

afterEach(() => close());

/** An engine that does not have the image, and answers the pull as told. */
async function engine(answerPull: (response: ServerResponse) => void, has = false): Promise<Docker> {
  const server = createServer((request, response) => {
    if (request.method === 'POST') return answerPull(response);
    response.statusCode = has ? 200 : 404;
    response.end('{"message":"No such image"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  const { port } = server.address() as AddressInfo;
  return new Docker({ host: '127.0.0.1', port, protocol: 'http' });
}

it('gives up when the engine says nothing', async () => {
  const docker = await engine(() => undefined);
  expect(await pullPublicBase(docker, reference, { firstWord: 100, whole: 60_000 })).toEqual({
    pulled: false,
    why: 'nothing came in 0.1 s',
  });
});

it('gives up when the pull goes on for too long', async () => {
  const docker = await engine((response) => response.write('{"status":"Pulling"}\n'));
  expect(await pullPublicBase(docker, reference, { firstWord: 10_000, whole: 400 })).toEqual({
    pulled: false,
    why: 'it was not here after 0.4 s',
  });
});

it('does not take an error in the stream for success', async () => {
  const docker = await engine((response) =>
    response.end('{"status":"Pulling"}\n{"error":"toomanyrequests"}\n'),
  );
  expect(await pullPublicBase(docker, reference, { firstWord: 10_000, whole: 60_000 })).toEqual({
    pulled: false,
    why: 'toomanyrequests',
  });
});

it('pulls, and not again what is there', async () => {
  const patience = { firstWord: 10_000, whole: 60_000 };
  const pulling = await engine((response) => response.end('{"status":"Downloaded newer image"}\n'));
  expect(await pullPublicBase(pulling, reference, patience)).toEqual({ pulled: true });
  close();
  const having = await engine((response) => response.end('{"error":"must not be asked"}\n'), true);
  expect(await pullPublicBase(having, reference, patience)).toEqual({ pulled: true });
});

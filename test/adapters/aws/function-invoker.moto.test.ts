/** Invocations against moto's Lambda, whose answers we did not write. It runs nothing and looks for no function: it answers with the event. */
import { afterAll, beforeAll, expect } from 'vitest';
import type { AwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import type { FunctionName } from '../../../src/domain/function-spec.js';
import { type Moto, startMoto } from '../../servers/moto.js';
import { needing } from '../../servers/needing.js';
import { adaptersAt } from './adapters-at.js';

const { describe, it } = needing('moto_server');
const name = 'echo' as FunctionName;

describe('invocations over moto', () => {
  let moto: Moto;
  let aws: AwsAdapters;

  beforeAll(async () => {
    moto = await startMoto();
    aws = adaptersAt(moto.url);
    const body = JSON.stringify({ lambda: { use_docker: false } });
    await fetch(`${moto.url}/moto-api/config`, { method: 'POST', body });
  });
  afterAll(async () => {
    aws?.close();
    await moto?.close();
  });

  const request = { name, qualifier: '1', payload: '{"n": 1.10}', tail: true, patience: 10_000 } as const;

  it('brings the answer, untouched', async () => {
    const answer = await aws.invoker.invoke({ ...request, type: 'RequestResponse' });
    expect(Buffer.from(answer.payload).toString('utf8')).toBe('{"n": 1.10}');
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(answer.functionError).toBeUndefined();
  });

  it('queues and tries, without an answer', async () => {
    const queued = await aws.invoker.invoke({ ...request, type: 'Event', tail: false });
    expect(queued.statusCode).toBe(202);
    const tried = await aws.invoker.invoke({ ...request, type: 'DryRun', tail: false });
    expect(tried.statusCode).toBe(204);
  });
});

/** What Invoke refuses, and in which words. */
import { BatchDeleteImageCommand } from '@aws-sdk/client-ecr';
import { CreateFunctionCommand, InvokeCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestRegion } from '../test-region.js';
import { type InvocableRegion, startInvocableRegion } from './invocable-region.js';
import { refusalOf } from './refusal.js';

let scene: InvocableRegion;
beforeAll(async () => {
  scene = await startInvocableRegion({ echo: (event) => event });
  await scene.create('echo', 'echo');
});
afterAll(() => scene.region.close());

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:echo';

describe('refused is', () => {
  const invoke = (name: string, event?: unknown, more = {}) => refusalOf(scene.invoke(name, event, more));

  it('what is not there', async () => {
    expect(await invoke('nobody')).toMatchObject({
      status: 404,
      name: 'ResourceNotFoundException',
      message: `Function not found: ${arn.replace('echo', 'nobody')}:$LATEST`,
    });
    expect((await invoke('echo', {}, { Qualifier: '7' })).message).toBe(`Function not found: ${arn}:7`);
  });

  it('an event that is no JSON, or no UTF-8', async () => {
    for (const bytes of [Buffer.from('{"a":'), Buffer.from([0x22, 0xff, 0x22])]) {
      const refusal = await invoke('echo', bytes);
      expect(refusal).toMatchObject({ status: 400, name: 'InvalidRequestContentException' });
      expect(refusal.message).toMatch(
        /^Could not parse request body into json: Could not parse payload into json: /,
      );
    }
  });

  it('an event that is too large, by how it is invoked', async () => {
    const most = 6 * 1024 * 1024;
    expect((await scene.invoke('echo', Buffer.from(JSON.stringify('x'.repeat(most - 2))))).status).toBe(200);
    expect(await invoke('echo', Buffer.alloc(most + 1, ' '))).toEqual({
      status: 413,
      name: 'RequestEntityTooLargeException',
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    });
    const tooMuch = Buffer.from(JSON.stringify('x'.repeat(1024 * 1024)));
    expect(await invoke('echo', tooMuch, { InvocationType: 'Event' })).toEqual({
      status: 413,
      name: 'RequestEntityTooLargeException',
      message: '1048578 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    });
  });

  it('a way of invoking that there is not', async () => {
    expect(await invoke('echo', {}, { InvocationType: 'Later' as 'Event' })).toMatchObject({
      status: 400,
      name: 'ValidationException',
    });
    expect(await invoke('echo', {}, { ClientContext: Buffer.from('{').toString('base64') })).toMatchObject({
      status: 400,
      name: 'InvalidRequestContentException',
    });
  });

  it('a function that is not Active yet', async () => {
    const Code = { ImageUri: await scene.region.push('app', 'pending') };
    const Role = await scene.region.role('other');
    await scene.region.lambda.send(
      new CreateFunctionCommand({ FunctionName: 'pending', Role, PackageType: 'Image', Code }),
    );
    expect(await invoke('pending')).toEqual({
      status: 409,
      name: 'CodeArtifactUserPendingException',
      message: 'INFO: Lambda is initializing your function. It will be ready to invoke shortly.',
    });
  });

  it('a function whose image is gone', async () => {
    await scene.create('gone', 'echo', { Code: { ImageUri: await scene.region.push('gone', 'v1') } });
    expect((await scene.invoke('gone')).status).toBe(200);
    const images = { repositoryName: 'gone', imageIds: [{ imageTag: 'v1' }] };
    await scene.region.ecr.send(new BatchDeleteImageCommand(images));
    expect(await invoke('gone')).toEqual({
      status: 409,
      name: 'CodeArtifactUserFailedException',
      message: 'ERROR: Lambda cannot initialize the provided container image. Verify the image.',
    });
  });

  it('a Zip function, whose code is not kept', async () => {
    const Role = await scene.region.role('zipped');
    await scene.region.lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'zip',
        Role,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: Buffer.from('PK') },
      }),
    );
    scene.region.settle();
    expect((await invoke('zip')).message).toMatch(/zip is a Zip function/);
  });

  it('what this machine could not run, with the reason', async () => {
    await scene.create('broken', 'no-such-handler');
    expect(await invoke('broken')).toEqual({
      status: 400,
      name: 'LocalRegionException',
      message: 'This local region could not run broken. exec format error',
    });
  });

  it('everything, where nothing runs functions', async () => {
    const bare = await startTestRegion();
    const Role = await bare.role('worker');
    const Code = { ImageUri: await bare.push('app', 'v1') };
    const create = { FunctionName: 'bare', Role, PackageType: 'Image', Code } as const;
    await bare.lambda.send(new CreateFunctionCommand(create));
    bare.settle();
    expect(await refusalOf(bare.lambda.send(new InvokeCommand({ FunctionName: 'bare' })))).toEqual({
      status: 404,
      name: 'UnknownOperationException',
      message:
        'This local region was started without a container engine to run functions on, so they cannot be invoked in it.',
    });
    await bare.close();
  });
});

/** Every kind of refusal, silence and nonsense that AWS or what stands in its place may answer, over the wire. */
import { afterEach, describe, expect, it } from 'vitest';
import type { AwsAdapters } from '../../../src/adapters/aws/aws-adapters.js';
import type { AwsSettings } from '../../../src/adapters/aws/aws-settings.js';
import type { FunctionName } from '../../../src/domain/function-spec.js';
import type { ImageUri } from '../../../src/domain/image-reference.js';
import {
  jsonAnswer,
  restError,
  type Script,
  type ScriptedServer,
  startScriptedServer,
} from '../../servers/scripted-http.js';
import { adaptersAt } from './adapters-at.js';

const name = 'hello' as FunctionName;
const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/hello@sha256:00' as ImageUri;
const open: { aws?: AwsAdapters; server?: ScriptedServer } = {};

async function answering(
  script: Script,
  settings?: Partial<AwsSettings>,
): Promise<{ aws: AwsAdapters; server: ScriptedServer }> {
  open.server = await startScriptedServer(script);
  open.aws = adaptersAt(open.server.url, settings);
  return { aws: open.aws, server: open.server };
}

afterEach(async () => {
  open.aws?.close();
  await open.server?.close();
});

const update = (aws: AwsAdapters) =>
  aws.functions.updateCode(name, { imageUri: image, architecture: 'x86_64' });

describe('Lambda', () => {
  it.each([
    [
      403,
      'AccessDeniedException',
      'User: arn:aws:iam::1:user/u is not authorized to perform: lambda:UpdateFunctionCode on resource: arn:aws:lambda:x',
      'ACCESS_DENIED',
      'B0',
    ],
    [403, 'AccessDeniedException', 'something new', 'ACCESS_DENIED', undefined],
    [
      403,
      'AccessDeniedException',
      'Lambda does not have permission to access the ECR image. Check the ECR permissions.',
      'ACCESS_DENIED',
      'B1',
    ],
    [
      403,
      'ExpiredTokenException',
      'The security token included in the request is expired',
      'CREDENTIALS_REFUSED',
      undefined,
    ],
    [
      403,
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      'CREDENTIALS_REFUSED',
      undefined,
    ],
    [
      403,
      'InvalidSignatureException',
      'The request signature we calculated does not match',
      'CREDENTIALS_REFUSED',
      undefined,
    ],
    [
      404,
      'ResourceNotFoundException',
      'Function not found: arn:aws:lambda:us-east-1:1:function:hello',
      'FUNCTION_NOT_FOUND',
      'D22',
    ],
    [
      409,
      'ResourceConflictException',
      'The operation cannot be performed at this time. An update is in progress for resource: arn',
      'FUNCTION_BUSY',
      'E1',
    ],
    [409, 'ResourceConflictException', 'something new', 'FUNCTION_BUSY', undefined],
    [
      409,
      'ResourceConflictException',
      "The operation cannot be performed at this time. The resource x is currently in the following state: 'Failed'.",
      'FUNCTION_FAILED',
      'E3',
    ],
    [
      412,
      'PreconditionFailedException',
      'The Revision Id provided does not match the latest Revision Id.',
      'FUNCTION_CHANGED_MEANWHILE',
      'D24',
    ],
    [
      400,
      'InvalidParameterValueException',
      `Source image ${image} does not exist. Provide a valid source image.`,
      'IMAGE_NOT_FOUND',
      'A9',
    ],
    [
      400,
      'InvalidParameterValueException',
      `The image manifest, config or layer media type for the source image ${image} is not supported.`,
      'IMAGE_UNSUITABLE',
      'A1',
    ],
    [
      400,
      'InvalidParameterValueException',
      "Please don't provide ImageUri when updating a function with packageType Zip.",
      'PACKAGE_TYPE_ZIP',
      'D2',
    ],
    [
      400,
      'InvalidParameterValueException',
      'The role defined for the function cannot be assumed by Lambda.',
      'ROLE_UNUSABLE',
      'B4',
    ],
    [400, 'ValidationException', 'something new', 'REMOTE_REFUSED', undefined],
  ])('%i %s: %s → %s', async (status, error, text, code, diagnosis) => {
    const { aws, server } = await answering(() => restError(status, error, text));
    const failure = await update(aws).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({
      code,
      message: expect.stringContaining(text),
      details: { service: 'Lambda', error, requestId: 'request-1', ...(diagnosis && { diagnosis }) },
    });
    expect(server.requests).toHaveLength(1);
  });

  it('says what was being done, to what', async () => {
    const { aws } = await answering(() =>
      restError(
        400,
        'InvalidParameterValueException',
        `Source image ${image} does not exist. Provide a valid source image.`,
      ),
    );
    await expect(update(aws)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^Updating function hello to \S+@sha256:00: Lambda answered InvalidParameterValueException: Source image/,
      ),
      suggestions: expect.arrayContaining([expect.stringContaining('--repository-name team/hello')]),
    });
  });

  it('never repeats the environment that Lambda echoes', async () => {
    const echo = 'exceeded the 4KB limit. String measured: {"KEY":"hunter2-hunter2"}';
    const text = `Lambda was unable to configure your environment variables because the environment variables you have provided ${echo}`;
    const { aws } = await answering(() => restError(400, 'InvalidParameterValueException', text));
    const failure = await aws.functions
      .updateConfiguration(name, { environment: { KEY: 'hunter2-hunter2' } })
      .catch((thrown) => thrown);
    expect(failure).toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringContaining('may take 4096 bytes'),
    });
    expect(`${failure.message} ${JSON.stringify(failure)} ${failure.stack}`).not.toContain('hunter2');
  });

  it('takes a missing function for an answer, and a function of another region for a mistake', async () => {
    const missing = await answering(() =>
      restError(404, 'ResourceNotFoundException', 'Function not found: arn'),
    );
    expect(await missing.aws.functions.get(name)).toBeUndefined();
    missing.aws.close();
    await missing.server.close();
    const elsewhere = await answering(() =>
      restError(
        404,
        'ResourceNotFoundException',
        "Functions from 'us-west-2' are not reachable in this region ('us-east-1')",
      ),
    );
    await expect(elsewhere.aws.functions.get(name)).rejects.toMatchObject({
      code: 'REFERENCE_INVALID',
      suggestions: ['Work there: --region us-west-2, without --local'],
    });
  });
});

describe('retries', () => {
  const good = () => jsonAnswer({ Configuration: { FunctionName: name } });

  it.each<[string, ReturnType<Script>]>([
    ['a throttled request', restError(429, 'TooManyRequestsException', 'Rate exceeded')],
    ['an internal error', restError(500, 'ServiceException', 'oops')],
    ['an empty 503', { status: 503 }],
    [
      'a page of a load balancer',
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' },
    ],
    ['a broken connection', 'reset'],
  ])('repeats after %s', async (_, first) => {
    const { aws, server } = await answering((_request, count) => (count === 1 ? first : good()));
    expect(await aws.functions.get(name)).toMatchObject({ name });
    expect(server.requests).toHaveLength(2);
  });

  it('signs again, once, when the clock was wrong', async () => {
    const { aws, server } = await answering(() =>
      restError(403, 'InvalidSignatureException', 'Signature expired: too old'),
    );
    await expect(aws.functions.get(name)).rejects.toMatchObject({
      code: 'CREDENTIALS_REFUSED',
      suggestions: expect.arrayContaining(['Check the clock of this machine: date -u']),
    });
    expect(server.requests).toHaveLength(2);
  });

  it('gives up on a service that stays down, with its words', async () => {
    const { aws, server } = await answering(() => restError(500, 'ServiceException', 'oops'));
    await expect(aws.functions.get(name)).rejects.toMatchObject({
      code: 'REMOTE_UNAVAILABLE',
      message: expect.stringContaining('Lambda answered ServiceException: oops.'),
      details: { status: 500, attempts: 5, retry: 'network' },
    });
    expect(server.requests).toHaveLength(5);
  });

  it('says so when nothing listens', async () => {
    const { aws, server } = await answering(() => 'hang');
    await server.close();
    await expect(aws.functions.get(name)).rejects.toMatchObject({
      code: 'REMOTE_UNAVAILABLE',
      message: expect.stringMatching(
        /^Reading function hello: Lambda could not be reached: connect ECONNREFUSED 127\.0\.0\.1:\d+\./,
      ),
    });
  });

  it('stops at once when the run is interrupted', async () => {
    const stop = new AbortController();
    const { aws } = await answering(
      () => {
        setTimeout(() => stop.abort(), 20);
        return 'hang';
      },
      { signal: stop.signal },
    );
    await expect(aws.functions.get(name)).rejects.toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
  });

  it('stops at once while it waits to ask again', async () => {
    const stop = new AbortController();
    const { aws, server } = await answering(
      () => {
        setTimeout(() => stop.abort(), 20);
        return {
          ...restError(429, 'TooManyRequestsException', 'Rate exceeded'),
          headers: { 'retry-after': '20' },
        };
      },
      { signal: stop.signal },
    );
    await expect(aws.functions.get(name)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('answers that are not AWS’s', () => {
  const page = {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<!DOCTYPE html><title>Log in to the hotel network</title>',
  };
  it.each<[string, (aws: AwsAdapters) => Promise<unknown>]>([
    ['Lambda', (aws) => aws.functions.get(name)],
    ['ECR', (aws) => aws.repositories.authorize()],
    ['IAM', (aws) => aws.roles.get('r')],
    ['STS', (aws) => aws.identity.caller()],
  ])('%s: a portal’s page is shown, not parsed', async (service, ask) => {
    const { aws } = await answering(() => page);
    await expect(ask(aws)).rejects.toMatchObject({
      code: 'REMOTE_UNAVAILABLE',
      message: expect.stringContaining(
        `what answered is not ${service}: HTTP 200 with text/html: <!DOCTYPE html><title>Log in to the hotel`,
      ),
    });
  });

  it('reports JSON that breaks off', async () => {
    const { aws } = await answering(() => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"Configu',
    }));
    await expect(aws.functions.get(name)).rejects.toMatchObject({
      code: 'REMOTE_UNAVAILABLE',
      message: expect.stringMatching(/HTTP 200: .*JSON/),
    });
  });

  it('reports an error without a text', async () => {
    const { aws } = await answering(() => ({ status: 418 }));
    await expect(aws.functions.get(name)).rejects.toMatchObject({
      code: 'REMOTE_REFUSED',
      message: expect.stringContaining('Lambda answered HTTP 418'),
    });
  });

  it('reports a token that is none', async () => {
    const { aws } = await answering(() =>
      jsonAnswer({ authorizationData: [{ authorizationToken: 'bm9wZQ==', proxyEndpoint: 'https://x' }] }),
    );
    await expect(aws.repositories.authorize()).rejects.toMatchObject({ code: 'REMOTE_REFUSED' });
  });
});

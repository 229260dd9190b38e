/** Pushes from the real engine: to Debian's docker-registry, and to a server that refuses as ECR refuses. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Digest, parseDigest } from '../../../src/domain/digest.js';
import { parseRepositoryUri, parseTag } from '../../../src/domain/image-reference.js';
import type { AppError } from '../../../src/errors/app-error.js';
import { redact } from '../../../src/errors/redact.js';
import type { ContainerEngine, PushEvent, PushRequest } from '../../../src/ports/container-engine.js';
import { type DockerRegistry, registryLogin, startDockerRegistry } from '../../servers/docker-registry.js';
import { describeEngineWith, noSignal, realEngine, removeLater, uniqueImage } from '../../servers/engine.js';
import { type RefusingRegistry, startRefusingRegistry } from '../../servers/refusing-registry.js';

const tagsOf = (id: string) =>
  JSON.parse(
    execFileSync('docker', ['image', 'inspect', '--format', '{{json .RepoTags}}', id]).toString(),
  ) as string[];

const basic = Buffer.from(`${registryLogin.username}:${registryLogin.password}`).toString('base64');

describeEngineWith(['/usr/bin/docker-registry'], 'pushing', () => {
  let engine: ContainerEngine;
  let registry: DockerRegistry;
  let imageId: Digest;

  beforeAll(async () => {
    engine = await realEngine();
    registry = await startDockerRegistry({ authenticated: true });
    imageId = parseDigest(await uniqueImage(['RUN echo a > /a', 'ENTRYPOINT ["/a"]']));
  });

  afterAll(() => registry?.close());

  const request = (host: string, more: Partial<PushRequest> = {}): PushRequest => ({
    imageId,
    repository: parseRepositoryUri(`${host}/team/app`),
    tag: parseTag(`t-${randomUUID().slice(0, 8)}`),
    platform: 'linux/amd64',
    credentials: registryLogin,
    ...more,
  });

  const refused = (
    task: PushRequest,
    onEvent: (event: PushEvent) => void = () => undefined,
    signal = noSignal,
  ): Promise<AppError> =>
    engine.push(task, onEvent, signal).then(
      () => Promise.reject(new Error('the push succeeded')),
      (error: AppError) => error,
    );

  test('the digest is the registry’s own, layers are counted, and the engine keeps no extra name', async () => {
    const before = tagsOf(imageId);
    const task = request(registry.host);
    const events: PushEvent[] = [];
    const pushed = await engine.push(task, (event) => events.push(event), noSignal);
    expect(pushed.layers).toEqual({ total: 2, pushed: 2 });
    expect(new Set(events.map(({ layer }) => layer)).size).toBe(2);
    expect(events.find(({ status }) => status === 'pushing')).toMatchObject({ current: expect.any(Number) });
    const response = await fetch(`${registry.url}/v2/team/app/manifests/${task.tag}`, {
      headers: {
        authorization: `Basic ${basic}`,
        accept: 'application/vnd.docker.distribution.manifest.v2+json',
      },
    });
    expect(response.headers.get('docker-content-digest')).toBe(pushed.digest);
    expect(tagsOf(imageId)).toEqual(before);
  });

  test('a second push sends nothing and gives the same digest', async () => {
    const first = await engine.push(request(registry.host), () => undefined, noSignal);
    const events: PushEvent[] = [];
    const second = await engine.push(request(registry.host), (event) => events.push(event), noSignal);
    expect(second).toEqual({ digest: first.digest, layers: { total: 2, pushed: 0 } });
    expect(events.filter(({ status }) => status === 'exists')).toHaveLength(2);
  });

  test('a name that the image had before stays', async () => {
    const task = request(registry.host);
    execFileSync('docker', ['tag', imageId, `${task.repository}:${task.tag}`]);
    await engine.push(task, () => undefined, noSignal);
    expect(tagsOf(imageId)).toContain(`${task.repository}:${task.tag}`);
    execFileSync('docker', ['rmi', `${task.repository}:${task.tag}`]);
  });

  test('an image without any other name survives its push', async () => {
    const nameless = parseDigest(
      execFileSync('docker', ['import', '-'], { input: Buffer.alloc(1024) })
        .toString()
        .trim(),
    );
    removeLater(nameless);
    expect(tagsOf(nameless)).toEqual([]);
    await engine.push(request(registry.host, { imageId: nameless }), () => undefined, noSignal);
    expect(await engine.inspect(nameless)).toMatchObject({ id: nameless });
  });

  test('wrong credentials', async () => {
    const error = await refused(
      request(registry.host, { credentials: { username: 'AWS', password: 'wrong-password-here' } }),
    );
    expect(error).toMatchObject({ code: 'CREDENTIALS_REFUSED', exitCode: 3 });
    expect(JSON.stringify([error.message, error.toDocument()])).not.toContain('wrong-password-here');
    expect(redact('wrong-password-here')).toBe('[redacted]');
  });

  test('a registry that nobody listens at', async () => {
    const error = await refused(request('127.0.0.1:1'));
    expect(error).toMatchObject({ code: 'PUSH_FAILED', details: { diagnosis: 'F19' } });
    expect(error.message).toContain('connection refused');
  });

  test('an image that is gone', async () => {
    const error = await refused(request(registry.host, { imageId: parseDigest(`sha256:${'0'.repeat(64)}`) }));
    expect(error).toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  });

  test('a signal that has fired already names nothing', async () => {
    const before = tagsOf(imageId);
    expect(await refused(request(registry.host), undefined, AbortSignal.abort())).toMatchObject({
      code: 'INTERRUPTED',
    });
    expect(tagsOf(imageId)).toEqual(before);
  });

  describe('to a registry that refuses as ECR does', () => {
    let ecr: RefusingRegistry;

    beforeAll(async () => {
      ecr = await startRefusingRegistry();
    });

    afterAll(() => ecr?.close());

    const missing =
      "The repository with name 'team/app' does not exist in the registry with id '111122223333'";
    const unauthorized =
      'User: arn:aws:iam::111122223333:user/dev is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:111122223333:repository/team/app because no identity-based policy allows the ecr:InitiateLayerUpload action';
    const immutable =
      "The image tag 'v1' already exists in the 'team/app' repository and cannot be overwritten because the repository is immutable.";

    test.each([
      {
        row: 'F1',
        at: 'upload',
        status: 404,
        body: { code: 'NAME_UNKNOWN', message: missing },
        code: 'REPOSITORY_NOT_FOUND',
        text: missing,
        help: 'aws ecr create-repository --repository-name team/app',
      },
      {
        row: 'F3',
        at: 'upload',
        status: 403,
        body: { code: 'DENIED', message: unauthorized },
        code: 'ACCESS_DENIED',
        text: 'ecr:InitiateLayerUpload',
        help: 'docs/permissions.md',
      },
      {
        row: 'F4',
        at: 'upload',
        status: 403,
        body: {
          code: 'DENIED',
          message: 'Your authorization token has expired. Reauthenticate and try again.',
        },
        code: 'CREDENTIALS_REFUSED',
        text: 'token has expired',
        help: 'new token',
      },
      {
        row: 'F6',
        at: 'manifest',
        status: 400,
        body: { code: 'TAG_INVALID', message: immutable },
        code: 'TAG_IMMUTABLE',
        text: immutable,
        help: '--tag',
      },
      {
        row: 'F6',
        at: 'manifest',
        status: 400,
        body: {
          code: 'TAG_INVALID',
          message:
            "The image tag 'v1' already exists in the 'team/app' repository and cannot be overwritten because the tag is immutable.",
        },
        code: 'TAG_IMMUTABLE',
        text: 'the tag is immutable',
        help: '--tag',
      },
      {
        row: 'F9',
        at: 'upload',
        status: 403,
        body: undefined,
        code: 'ACCESS_DENIED',
        text: 'error parsing HTTP 403 response body',
        help: 'docs/permissions.md',
      },
      {
        row: 'F9',
        at: 'manifest',
        status: 403,
        body: undefined,
        code: 'ACCESS_DENIED',
        text: '403',
        help: 'docs/permissions.md',
      },
      {
        row: 'F10',
        at: 'manifest',
        status: 429,
        body: { code: 'TOOMANYREQUESTS', message: 'Rate exceeded' },
        code: 'THROTTLED',
        text: 'Rate exceeded',
        help: 'Wait a minute',
      },
    ] as const)('$row: $status at the $at', async ({ row, at, status, body, code, text, help }) => {
      const before = tagsOf(imageId);
      ecr.refuse(at, { status, ...(body && { body: JSON.stringify({ errors: [body] }) }) });
      const error = await refused(request(ecr.host));
      expect(error).toMatchObject({ code, details: { diagnosis: row, repository: `${ecr.host}/team/app` } });
      expect(error.message).toContain(text);
      expect(error.suggestions.join('\n')).toContain(help);
      expect(tagsOf(imageId)).toEqual(before);
    });

    test('a connection that is closed again and again is reported as it is retried, and can be aborted', async () => {
      ecr.refuse('upload', 'hang up');
      const controller = new AbortController();
      const statuses: string[] = [];
      const started = performance.now();
      const error = await refused(
        request(ecr.host),
        ({ status }) => {
          statuses.push(status);
          if (status === 'retrying') controller.abort();
        },
        controller.signal,
      );
      expect(statuses).toContain('retrying');
      expect(error).toMatchObject({ code: 'INTERRUPTED', exitCode: 130 });
      // Without the abort the engine repeats for 50 seconds.
      expect(performance.now() - started).toBeLessThan(20_000);
    });

    test('an abort closes the engine’s connection to the registry', async () => {
      ecr.refuse('blob', 'never answer');
      const controller = new AbortController();
      const pushing = refused(request(ecr.host), undefined, controller.signal);
      await ecr.reached('blob');
      controller.abort();
      expect(await pushing).toMatchObject({ code: 'INTERRUPTED' });
      await ecr.abandoned('blob');
    });
  });
});

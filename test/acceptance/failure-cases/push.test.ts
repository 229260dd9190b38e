/** failures.md section 5, the cases about pushes by the real engine: what a registry refuses is no success, and Lambda is not called. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeEngine, uniqueImage } from '../../servers/engine.js';
import { type RefusingRegistry, startRefusingRegistry } from '../../servers/refusing-registry.js';
import { openScene, type Scene } from './scene.js';

describeEngine('pushes that are refused', () => {
  let scene: Scene;
  let registry: RefusingRegistry;
  let image = '';

  beforeAll(async () => {
    scene = await openScene();
    registry = await startRefusingRegistry();
    image = await uniqueImage();
  });
  afterEach(() => scene.region.faults.clear());
  afterAll(async () => {
    await registry?.close();
    await scene?.close();
  });

  /** ECR names the refusing registry as the place of the repository. */
  function deploy(): string[] {
    const repository = {
      repositoryArn: 'arn:aws:ecr:eu-west-1:123456789012:repository/app',
      registryId: '123456789012',
      repositoryName: 'app',
      repositoryUri: `${registry.host}/app`,
      imageTagMutability: 'MUTABLE',
    };
    scene.fault({ operation: 'DescribeRepositories', times: 9, answer: { repositories: [repository] } });
    return ['deploy', '--function', 'pushed', '--role', scene.role, '--repository', 'app', '--image', image];
  }

  const refusal = (code: string, message: string): string => JSON.stringify({ errors: [{ code, message }] });

  it.each([
    {
      code: 'ACCESS_DENIED',
      exit: 4,
      point: 'upload',
      status: 403,
      body: refusal(
        'DENIED',
        'User: arn:aws:iam::123456789012:user/u is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:123456789012:repository/app because no identity-based policy allows the ecr:InitiateLayerUpload action',
      ),
      says: 'denied: User: arn:aws:iam::123456789012:user/u is not authorized to perform: ecr:InitiateLayerUpload',
    },
    {
      code: 'REPOSITORY_NOT_FOUND',
      exit: 4,
      point: 'upload',
      status: 404,
      body: refusal(
        'NAME_UNKNOWN',
        "The repository with name 'app' does not exist in the registry with id '123456789012'",
      ),
      says: "name unknown: The repository with name 'app' does not exist in the registry with id '123456789012'",
    },
    {
      code: 'TAG_IMMUTABLE',
      exit: 4,
      point: 'manifest',
      status: 400,
      body: refusal(
        'TAG_INVALID',
        "The image tag 'v1' already exists in the 'app' repository and cannot be overwritten because the repository is immutable.",
      ),
      says: "tag invalid: The image tag 'v1' already exists in the 'app' repository",
    },
    {
      code: 'IMAGE_UNSUITABLE',
      exit: 4,
      point: 'manifest',
      status: 405,
      body: refusal(
        'UNSUPPORTED',
        "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Limit on number of layers per image exceeded'",
      ),
      says: 'Limit on number of layers per image exceeded',
    },
  ] as const)(
    'case 10: an error inside a 200 stream is $code',
    async ({ code, exit, point, status, body, says }) => {
      scene.changes();
      await scene.refuses({ code, exit, says: [says] }, () => {
        registry.refuse(point, { status, body });
        return deploy();
      });
      expect(scene.changes().filter((operation) => /Function/.test(operation))).toEqual([]);
    },
  );

  it.each([
    {
      code: 'REPOSITORY_NOT_FOUND',
      exit: 4,
      error: {
        code: 'RepositoryNotFoundException',
        message: "The repository with name 'app' does not exist in the registry with id '123456789012'",
      },
    },
    {
      code: 'ACCESS_DENIED',
      exit: 4,
      error: {
        code: 'AccessDeniedException',
        message:
          'User: arn:aws:iam::123456789012:user/u is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:123456789012:repository/app',
      },
    },
  ] as const)(
    'case 11: a closed connection that is really $code ends with the first repetition',
    async (fault) => {
      const { code, exit, error } = fault;
      const started = performance.now();
      await scene.refuses({ code, exit, says: [error.message] }, () => {
        registry.refuse('upload', 'hang up');
        scene.fault({ operation: 'InitiateLayerUpload', times: 9, error });
        return deploy();
      });
      // Two runs; left alone, the engine repeats for 50 seconds in each.
      expect(performance.now() - started).toBeLessThan(40_000);
    },
  );
});

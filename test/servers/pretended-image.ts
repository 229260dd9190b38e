/** An engine that has one image, pretended: for images that a real engine here cannot build, and pushes that it cannot make. */
import { answering, type FakeAnswer, type FakeEngine, startFakeEngine } from './fake-engine.js';

export interface PretendedImage {
  /** By which `--image` names it. */
  readonly name?: string;
  readonly id?: string;
  readonly architecture?: string;
  /** Uncompressed bytes. */
  readonly size?: number;
  readonly layers?: number;
  readonly entryPoint?: readonly string[];
  /** As an engine with a containerd image store says of itself. */
  readonly containerd?: boolean;
}

/** `push` answers the push of any name under `repository`; `more` are further answers. */
export function startEngineWith(
  image: PretendedImage,
  repository: string,
  push: FakeAnswer,
  more: Readonly<Record<string, FakeAnswer>> = {},
): Promise<FakeEngine> {
  const { name = 'local:1', id = `sha256:${'a'.repeat(64)}`, architecture = 'amd64', size = 10 } = image;
  const json = {
    Id: id,
    Os: 'linux',
    Architecture: architecture,
    Size: size,
    RepoTags: [name],
    RootFS: { Layers: Array.from({ length: image.layers ?? 1 }, (_, index) => `sha256:${index}`) },
    Config: { Entrypoint: image.entryPoint ?? ['/app'], WorkingDir: '/' },
  };
  return startFakeEngine({
    ...(image.containerd && {
      'GET /info': answering({ DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] }),
    }),
    [`GET /images/${name}/json`]: answering(json),
    [`GET /images/${id}/json`]: answering(json),
    [`POST /images/${id}/tag`]: answering('', 201),
    [`POST /images/${repository}/push`]: push,
    ...more,
  });
}

/** An image like AWS's base images: an entry point that wants a handler, and none given. */
import { digestOf } from '../../src/domain/digest.js';
import { type BuiltImage, buildImage } from '../region/ecr/push-image.js';

export function bareImage(): BuiltImage {
  const { manifest, blobs } = buildImage();
  const [, ...layers] = blobs;
  const settings = { os: 'linux', architecture: 'amd64', config: { Entrypoint: ['/lambda-entrypoint.sh'] } };
  const config = Buffer.from(JSON.stringify(settings));
  const parsed = JSON.parse(manifest) as { config: object };
  const changed = JSON.stringify({
    ...parsed,
    config: { ...parsed.config, digest: digestOf(config), size: config.length },
  });
  return { manifest: changed, digest: digestOf(changed), blobs: [config, ...layers] };
}

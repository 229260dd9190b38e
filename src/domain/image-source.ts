/** Where the image of a run comes from, as flags say it. */
import { AppError } from '../errors/app-error.js';
import { type ImageReference, parseImageReference } from './image-reference.js';
import { isLoopbackHost } from './loopback-host.js';

export type ImageSourceChoice =
  | { readonly kind: 'build' }
  /** An image of the container engine, by name or id. */
  | { readonly kind: 'engine'; readonly reference: string }
  /** An image in the registry that Lambda pulls from. */
  | { readonly kind: 'stored'; readonly reference: ImageReference }
  /** A file or folder: `docker save` or OCI layout. Absolute. */
  | { readonly kind: 'archive'; readonly path: string }
  /** An image in any registry, to be copied. `exact`: its digest is to stay, so an index is refused. */
  | { readonly kind: 'registry'; readonly reference: ImageReference; readonly exact?: true };

/**
 * What `--image` names: a reference to a private ECR registry, or to a loopback host (the local region), is used where it is;
 * anything else is an image of the engine. @throws REFERENCE_INVALID for a malformed ECR reference
 */
export function parseImageSource(text: string): ImageSourceChoice {
  const host = text.slice(0, Math.max(text.indexOf('/'), 0));
  if (!isLoopbackHost(host) && !/\.dkr\b/i.test(host)) return { kind: 'engine', reference: text };
  return { kind: 'stored', reference: parseImageReference(text) };
}

/** Where Docker Hub answers the registry API. */
const hubRegistry = 'registry-1.docker.io';
const hubNames: readonly string[] = ['docker.io', 'index.docker.io', 'registry.hub.docker.com'];

/**
 * What `--from` names: an image of any registry. As with Docker, a name without a host is one of Docker Hub, and one without a
 * folder there is an official image. Unlike with Docker, a missing tag does not mean `latest`.
 * @throws REFERENCE_INVALID
 */
export function parseForeignReference(text: string): ImageReference {
  const slash = text.indexOf('/');
  const first = slash < 0 ? '' : text.slice(0, slash);
  const hasHost = isLoopbackHost(first) || /[.:]/.test(first);
  const host = hasHost ? first : 'docker.io';
  const path = hasHost ? text.slice(slash + 1) : text;
  const onHub = hubNames.includes(host);
  const name = onHub && !path.includes('/') ? `library/${path}` : path;
  const reference = parseImageReference(`${onHub ? hubRegistry : host}/${name}`);
  if (reference.tag || reference.digest) return reference;
  throw new AppError({
    code: 'REFERENCE_INVALID',
    message: `"${text}" names neither a tag nor a digest, so it does not say which image is meant.`,
    suggestions: [`Write ${text}:TAG or ${text}@sha256:…`],
    details: { reference: text },
  });
}

/** Where the image of a deploy comes from, as flags say it. */
import { type ImageReference, parseImageReference } from './image-reference.js';

export type ImageSourceChoice =
  | { readonly kind: 'build' }
  /** An image of the container engine, by name or id. */
  | { readonly kind: 'engine'; readonly reference: string }
  /** An image in the registry that Lambda pulls from. */
  | { readonly kind: 'stored'; readonly reference: ImageReference };

const loopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/;

/**
 * What `--image` names: a reference in a private ECR registry, or on a loopback host (the local region), is used where it is;
 * anything else is an image of the engine. @throws REFERENCE_INVALID for a malformed ECR reference
 */
export function parseImageSource(text: string): ImageSourceChoice {
  const host = text.slice(0, Math.max(text.indexOf('/'), 0));
  if (!loopback.test(host) && !host.includes('.dkr')) return { kind: 'engine', reference: text };
  return { kind: 'stored', reference: parseImageReference(text) };
}

/** The name under which an image of the region's registry is kept in the container engine. */
import { type Digest, digestHex } from '../../domain/digest.js';

const folder = 'lading/region';
/** Digits of the digest in a name. */
const shownDigits = 12;

/** `lading/region/resize:0123456789ab`. Function names may hold what names of images may not. */
export function regionImageName(functionName: string, digest: Digest): string {
  const component = functionName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${folder}/${component || 'function'}:${digestHex(digest).slice(0, shownDigits)}`;
}

/** The first digits of the digest in such a name; undefined for any other name. */
export function digestInRegionImageName(name: string): string | undefined {
  return new RegExp(`^${folder}/[^/:]+:([0-9a-f]{${shownDigits}})$`).exec(name)?.[1];
}

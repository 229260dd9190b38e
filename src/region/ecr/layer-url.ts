/** Signs and checks the addresses under which a layer can be fetched without a token, as S3's pre-signed ones are. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { EcrContext } from './ecr-tables.js';

const lifetime = 60 * 60 * 1000;
export const layerUrlPath = '/_layers/';

/** `http://host/_layers/name/sha256:…?X-Amz-Date=…&X-Amz-Signature=…`, valid for an hour. */
export function layerUrl(context: EcrContext, repository: string, digest: string): string {
  const expires = String(context.clock() + lifetime);
  const path = `${layerUrlPath}${repository}/${digest}`;
  const query = new URLSearchParams({ expires, 'X-Amz-Signature': sign(context, `${path}?${expires}`) });
  return `http://${context.settings.host}${path}?${query}`;
}

/** The repository and digest that a signed address leads to; undefined when it is forged, altered or expired. */
export function readLayerUrl(
  context: EcrContext,
  url: URL,
): { repository: string; digest: string } | undefined {
  const expires = url.searchParams.get('expires') ?? '';
  const expected = Buffer.from(sign(context, `${url.pathname}?${expires}`));
  const given = Buffer.from(url.searchParams.get('X-Amz-Signature') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  if (Number(expires) <= context.clock()) return undefined;
  const address = url.pathname.slice(layerUrlPath.length);
  const slash = address.lastIndexOf('/');
  return { repository: address.slice(0, slash), digest: address.slice(slash + 1) };
}

function sign({ tables }: EcrContext, text: string): string {
  const key = tables.keys.get('layer-url') ?? randomBytes(32).toString('hex');
  if (tables.keys.get('layer-url') === undefined) tables.keys.put('layer-url', key);
  return createHmac('sha256', key).update(text).digest('hex');
}

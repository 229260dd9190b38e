/** The list of a repository's tags, in pages. */
import { listTags } from '../ecr/find-images.js';
import { findRepository } from '../ecr/find-repository.js';
import { registryError } from './registry-error.js';
import { type RegistryExchange, unsupportedMethod } from './registry-exchange.js';

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags */
export function answerTags(exchange: RegistryExchange, name: string): void {
  const { context, request, response, url } = exchange;
  if (request.method !== 'GET') throw unsupportedMethod(exchange);
  findRepository(context, { repositoryName: name });
  const limit = readLimit(url.searchParams.get('n'));
  const after = url.searchParams.get('last') ?? '';
  const rest = listTags(context.tables, name)
    .map(([tag]) => tag)
    .filter((tag) => tag > after);
  const tags = rest.slice(0, limit);
  const last = tags.at(-1);
  if (last !== undefined && rest.length > tags.length) {
    response.setHeader(
      'Link',
      `</v2/${name}/tags/list?n=${limit}&last=${encodeURIComponent(last)}>; rel="next"`,
    );
  }
  const body = JSON.stringify({ name, tags });
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function readLimit(n: string | null): number {
  if (n === null) return 1000;
  if (/^\d{1,4}$/.test(n) && Number(n) <= 1000) return Number(n);
  throw registryError('PAGINATION_NUMBER_INVALID', `n is a number from 0 to 1000, not "${n}"`, 400);
}

/** Answers the OCI distribution API over the same images as ECR's own API. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type EcrContext, type EcrDependencies, openEcrContext } from '../ecr/ecr-tables.js';
import { layerUrlPath } from '../ecr/layer-url.js';
import type { RegionService } from '../service.js';
import { WireError } from '../wire/wire-error.js';
import { authenticate } from './authenticate.js';
import { answerBlob, answerLayerUrl } from './blob-requests.js';
import { answerManifest } from './manifest-requests.js';
import { registryError, writeRegistryError } from './registry-error.js';
import { answerEmpty, type RegistryExchange, unsupportedMethod } from './registry-exchange.js';
import { parseRegistryRoute, type RegistryRoute } from './registry-route.js';
import { answerTags } from './tag-requests.js';
import { answerUpload, answerUploads } from './upload-requests.js';

type Route = RegistryRoute | { readonly kind: 'layer-url' };

/** https://github.com/opencontainers/distribution-spec/blob/main/spec.md */
export function createRegistryService(dependencies: EcrDependencies): RegionService {
  const context = openEcrContext(dependencies);
  return {
    name: 'registry',
    claims: ({ url = '' }) => url.startsWith('/v2/') || url === '/v2' || url.startsWith(layerUrlPath),
    async handle(request, response, begin) {
      const exchange = openExchange(context, request, response);
      const route = routeOf(exchange.url.pathname);
      const operation = `${request.method} ${route?.kind ?? 'unknown'}`;
      const mutating = request.method !== 'GET' && request.method !== 'HEAD';
      try {
        await begin(operation, mutating);
        if (!route)
          throw registryError('UNSUPPORTED', `${exchange.url.pathname} is not a path of the registry`, 404);
        await answer(exchange, route);
      } catch (error) {
        if (error instanceof WireError) writeRegistryError(response, error);
        else if (!isDisconnect(error, request, response)) throw error;
      }
      return { operation, mutating };
    },
  };
}

function openExchange(
  context: EcrContext,
  request: IncomingMessage,
  response: ServerResponse,
): RegistryExchange {
  response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
  return { context, request, response, url: new URL(request.url ?? '/', `http://${context.settings.host}`) };
}

function routeOf(path: string): Route | undefined {
  return path.startsWith(layerUrlPath) ? { kind: 'layer-url' } : parseRegistryRoute(path);
}

async function answer(exchange: RegistryExchange, route: Route): Promise<void> {
  if (route.kind === 'layer-url') return answerLayerUrl(exchange);
  if (!authenticate(exchange)) return;
  switch (route.kind) {
    case 'ping':
      if (exchange.request.method !== 'GET' && exchange.request.method !== 'HEAD')
        throw unsupportedMethod(exchange);
      return answerEmpty(exchange, 200);
    case 'tags':
      return answerTags(exchange, route.name);
    case 'manifest':
      return answerManifest(exchange, route.name, route.reference);
    case 'blob':
      return answerBlob(exchange, route.name, route.reference);
    case 'uploads':
      return answerUploads(exchange, route.name);
    case 'upload':
      return answerUpload(exchange, route.name, route.reference);
  }
}

/** The client went away in the middle of its request or of our answer: nobody is left to be told. */
function isDisconnect(error: unknown, request: IncomingMessage, response: ServerResponse): boolean {
  const { code } = error as NodeJS.ErrnoException;
  const cut = code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'EPIPE';
  return cut && (!request.complete || response.destroyed);
}

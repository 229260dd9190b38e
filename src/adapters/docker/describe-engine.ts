/** Asks an engine what it is and what it can do. */
import { architectureOf } from '../../domain/architecture.js';
import { AppError } from '../../errors/app-error.js';
import type { EngineFacts } from '../../ports/container-engine.js';
import type { EngineClient } from './engine-client.js';
import { generalFailure, readEngineFailure } from './engine-failure.js';
import { loopbackOf } from './engine-loopback.js';

interface WireVersion {
  readonly Version?: string;
  readonly ApiVersion?: string;
  readonly Os?: string;
  readonly Arch?: string;
  readonly Components?: readonly { readonly Name?: string }[];
}

/**
 * Two GETs in parallel: `/version` and `/info`.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System
 * @throws ENGINE_UNREACHABLE
 */
export async function describeEngine({ docker, endpoint }: EngineClient): Promise<EngineFacts> {
  try {
    const [version, info] = (await Promise.all([docker.version(), docker.info()])) as [
      WireVersion,
      { DriverStatus?: unknown; OperatingSystem?: string },
    ];
    const apiVersion = version.ApiVersion ?? '';
    return {
      endpoint: endpoint.url,
      version: version.Version ?? 'unknown',
      apiVersion,
      architecture: architectureOf(version.Arch ?? ''),
      imageStore: usesContainerd(info.DriverStatus) ? 'containerd' : 'graph-driver',
      buildKit: hasBuildKit(version, apiVersion),
      loopback: loopbackOf({
        url: endpoint.url,
        operatingSystem: info.OperatingSystem ?? '',
        platform: process.platform,
      }),
    };
  } catch (error) {
    const general = generalFailure(error, 'asking for its version', endpoint);
    if (general) throw general;
    throw new AppError({
      code: 'ENGINE_UNREACHABLE',
      message: `The container engine at ${endpoint.url} (${endpoint.source}) answers, but does not say its version: ${readEngineFailure(error).text}`,
      suggestions: ['Check what listens there: docker version'],
      cause: error,
    });
  }
}

/** Whether an API version (`1.41`) is at least another one. */
export function apiAtLeast(version: string, wanted: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = wanted.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** https://docs.docker.com/engine/storage/containerd/ */
function usesContainerd(driverStatus: unknown): boolean {
  return JSON.stringify(driverStatus ?? []).includes('io.containerd.snapshotter');
}

/** Built into Docker for Linux since 18.09 (API 1.39); Podman speaks a newer API without it, Docker for Windows never had it. */
function hasBuildKit({ Os, Components }: WireVersion, apiVersion: string): boolean {
  const podman = Components?.some(({ Name }) => Name?.startsWith('Podman')) ?? false;
  return Os === 'linux' && !podman && apiAtLeast(apiVersion, '1.39');
}

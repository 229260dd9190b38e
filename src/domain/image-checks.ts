/** Would Lambda accept this image? Pure checks on what the engine or the registry says about it. */
import type { ErrorCode } from '../errors/codes.js';
import { type Architecture, architectureOf, platformOf } from './architecture.js';
import type { ImageConfigOverride } from './function-spec.js';
import { compressedBytes, type ImageManifest, mediaTypes } from './image-manifest.js';

/** Facts of an image, wherever it lives; a missing fact is not checked. */
export interface ImageFacts {
  readonly os: string;
  readonly architecture: string;
  readonly entryPoint: readonly string[];
  readonly command: readonly string[];
  readonly workingDirectory: string;
  readonly environment: readonly string[];
  readonly layerCount: number;
  /** Uncompressed bytes, where known. */
  readonly uncompressedBytes?: number;
}

export interface ImageFinding {
  /** Row of the failure catalogue, e.g. `A13`. */
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly code: ErrorCode;
  readonly message: string;
  readonly suggestions: readonly string[];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/images-create.html: 10 GB, counted by Lambda in binary units. */
export const maximumUncompressedBytes = 10 * 1024 ** 3;
export const maximumLayers = 127;
const recommendedManifestBytes = 25_400;
const maximumSettingsBytes = 16 * 1024;

/** Checks what runs: system, architecture, start command, layers, size. */
export function checkImageFacts(
  image: ImageFacts,
  architecture: Architecture,
  override: ImageConfigOverride = {},
): ImageFinding[] {
  return [
    ...checkPlatform(image, architecture),
    ...checkStartCommand(image, override),
    ...checkSize(image),
    ...checkSettings(image, override),
  ];
}

/** Checks how it is stored: media types and manifest size. */
export function checkManifest(manifest: ImageManifest): ImageFinding[] {
  const findings: ImageFinding[] = [];
  if (
    manifest.config.mediaType !== mediaTypes.dockerConfig &&
    manifest.config.mediaType !== mediaTypes.ociConfig
  ) {
    findings.push(
      unsuitable('A5', `its config is ${manifest.config.mediaType}, not an image config`, [
        'Push a container image, not an artifact, to this tag.',
      ]),
    );
  }
  manifest.layers.forEach((layer, index) => {
    if (layer.mediaType.includes('in-toto')) {
      findings.push(
        unsuitable('A3', `layer ${index + 1} is an attestation (${layer.mediaType})`, [
          'Rebuild with --provenance=false --sbom=false.',
        ]),
      );
    } else if (/zstd/.test(layer.mediaType)) {
      findings.push({
        ...unsuitable(
          'A4',
          `layer ${index + 1} is compressed with zstd, which Lambda is reported to refuse`,
          ['Rebuild with --output type=image,compression=gzip,force-compression=true'],
        ),
        severity: 'warning',
      });
    }
  });
  if (manifest.layers.length > maximumLayers) findings.push(tooManyLayers(manifest.layers.length));
  if (manifest.bytes >= recommendedManifestBytes) {
    findings.push({
      ...unsuitable(
        'A15',
        `its manifest has ${manifest.bytes} bytes; Lambda recommends under ${recommendedManifestBytes}`,
        ['Merge layers.'],
      ),
      severity: 'warning',
    });
  }
  if (compressedBytes(manifest) > maximumUncompressedBytes) {
    findings.push(
      unsuitable(
        'A6',
        `it has ${gib(compressedBytes(manifest))} compressed; Lambda's limit is 10 GiB uncompressed`,
        ['Make the image smaller: multi-stage build, data on EFS or S3.'],
      ),
    );
  }
  return findings;
}

function checkPlatform(image: ImageFacts, architecture: Architecture): ImageFinding[] {
  if (image.os !== 'linux')
    return [
      unsuitable('A14', `it is a ${image.os} image; Lambda runs Linux images only`, ['Build for linux.']),
    ];
  if (architectureOf(image.architecture) === architecture) return [];
  return [
    {
      id: 'A13',
      severity: 'error',
      code: 'ARCHITECTURE_MISMATCH',
      message: `the image is ${image.os}/${image.architecture}, the function is ${architecture} (${platformOf(architecture)}); it would end with "exec format error"`,
      suggestions: suggestArchitecture(image.architecture, architecture),
    },
  ];
}

function suggestArchitecture(actual: string, wanted: Architecture): string[] {
  const other = architectureOf(actual);
  const rebuild = `Build the image for ${platformOf(wanted)}: check FROM lines that pin a platform, and the base image's own architecture.`;
  return other
    ? [rebuild, `Or run the function on ${other}: architecture: ${other} (--architecture ${other}).`]
    : [rebuild];
}

function checkStartCommand(image: ImageFacts, override: ImageConfigOverride): ImageFinding[] {
  const entryPoint = override.entryPoint?.length ? override.entryPoint : image.entryPoint;
  const command = override.command?.length ? override.command : image.command;
  if (entryPoint.length === 0 && command.length === 0) {
    return [
      unsuitable('C2', 'it has neither ENTRYPOINT nor CMD, so there is nothing to start', [
        'Add ENTRYPOINT to the Dockerfile, or imageConfig.entryPoint.',
      ]),
    ];
  }
  if (entryPoint[0] === '/lambda-entrypoint.sh' && command.length === 0) {
    return [
      unsuitable('C5', 'it is an AWS base image without a handler: CMD is empty', [
        'Add CMD ["app.handler"] to the Dockerfile, or imageConfig.command.',
      ]),
    ];
  }
  const first = override.entryPoint?.[0];
  if (first !== undefined && !first.startsWith('/')) {
    return [
      unsuitable('C6', `imageConfig.entryPoint starts with "${first}", which is not an absolute path`, [
        'Put the program in entryPoint and the handler in command.',
      ]),
    ];
  }
  // An empty override is no override: Lambda then takes the image's own.
  const directory = override.workingDirectory || image.workingDirectory;
  if (directory !== '' && !directory.startsWith('/')) {
    return [
      unsuitable('C7', `its working directory "${directory}" is not absolute`, ['Set an absolute WORKDIR.']),
    ];
  }
  return [];
}

function checkSize(image: ImageFacts): ImageFinding[] {
  const findings: ImageFinding[] = [];
  if (image.layerCount > maximumLayers) findings.push(tooManyLayers(image.layerCount));
  const bytes = image.uncompressedBytes ?? 0;
  const remedy = ['Make the image smaller: multi-stage build, a slimmer base, data on EFS or S3.'];
  if (bytes > maximumUncompressedBytes)
    findings.push(unsuitable('A6', `it has ${gib(bytes)} uncompressed; Lambda's limit is 10 GiB`, remedy));
  else if (bytes > maximumUncompressedBytes * 0.95) {
    findings.push({
      ...unsuitable('A6', `it has ${gib(bytes)} uncompressed, close to Lambda's limit of 10 GiB`, remedy),
      severity: 'warning',
    });
  }
  return findings;
}

function checkSettings(image: ImageFacts, override: ImageConfigOverride): ImageFinding[] {
  const settings = [
    override.entryPoint?.length ? override.entryPoint : image.entryPoint,
    override.command?.length ? override.command : image.command,
    override.workingDirectory || image.workingDirectory,
    image.environment,
  ];
  const bytes = Buffer.byteLength(JSON.stringify(settings));
  if (bytes <= maximumSettingsBytes) return [];
  return [
    unsuitable(
      'D14',
      `its settings (ENTRYPOINT, CMD, WORKDIR, ENV) take ${bytes} bytes; Lambda's limit is 16 KB`,
      ['Move long ENV values to files or to a parameter store.'],
    ),
  ];
}

function tooManyLayers(count: number): ImageFinding {
  return unsuitable('A7', `it has ${count} layers; ECR and Lambda take at most ${maximumLayers}`, [
    'Merge RUN and COPY instructions, or copy the result into a last stage.',
  ]);
}

function unsuitable(id: string, message: string, suggestions: string[]): ImageFinding {
  return { id, severity: 'error', code: 'IMAGE_UNSUITABLE', message, suggestions };
}

function gib(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(2)} GiB`;
}

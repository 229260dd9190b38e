/** Would Lambda accept this image? Pure checks on what the engine or the registry says about it. */
import { type Architecture, architectureOf, platformOf } from './architecture.js';
import { checkStartCommand } from './check-start-command.js';
import { asWarning, type Finding, unsuitable } from './finding.js';
import type { ImageConfigOverride } from './function-spec.js';
import { compressedBytes, type ImageManifest, mediaTypes } from './image-manifest.js';
import { type StartSettings, startSettings } from './start-command.js';

/** Facts of an image, wherever it lives; a missing fact is not checked. */
export interface ImageFacts extends StartSettings {
  readonly os: string;
  readonly architecture: string;
  readonly layerCount: number;
  /** Uncompressed bytes, where known. */
  readonly uncompressedBytes?: number;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/images-create.html: 10 GB, counted by Lambda in binary units. */
export const maximumUncompressedBytes = 10 * 1024 ** 3;
const maximumLayers = 127;
const recommendedManifestBytes = 25_400;
const maximumSettingsBytes = 16 * 1024;

/** Checks what runs: system, architecture, start command, layers, size. `variables` are those of the function. */
export function checkImageFacts(
  image: ImageFacts,
  architecture: Architecture,
  override: ImageConfigOverride = {},
  variables: Readonly<Record<string, string>> = {},
): Finding[] {
  return [
    ...checkPlatform(image, architecture),
    ...checkStartCommand(image, override, variables),
    ...checkSize(image),
    ...checkSettings(image, override),
  ];
}

/** Checks how it is stored: media types and manifest size. */
export function checkManifest(manifest: ImageManifest): Finding[] {
  const findings: Finding[] = [];
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
      findings.push(
        asWarning(
          unsuitable('A4', `layer ${index + 1} is compressed with zstd, which Lambda is reported to refuse`, [
            'Rebuild with --output type=image,compression=gzip,force-compression=true',
          ]),
        ),
      );
    }
  });
  if (manifest.layers.length > maximumLayers) findings.push(tooManyLayers(manifest.layers.length));
  if (manifest.bytes >= recommendedManifestBytes) {
    findings.push(
      asWarning(
        unsuitable(
          'A15',
          `its manifest has ${manifest.bytes} bytes; Lambda recommends under ${recommendedManifestBytes}`,
          ['Merge layers.'],
        ),
      ),
    );
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

function checkPlatform(image: ImageFacts, architecture: Architecture): Finding[] {
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

function checkSize(image: ImageFacts): Finding[] {
  const findings: Finding[] = [];
  if (image.layerCount > maximumLayers) findings.push(tooManyLayers(image.layerCount));
  const bytes = image.uncompressedBytes ?? 0;
  const remedy = ['Make the image smaller: multi-stage build, a slimmer base, data on EFS or S3.'];
  if (bytes > maximumUncompressedBytes)
    findings.push(unsuitable('A6', `it has ${gib(bytes)} uncompressed; Lambda's limit is 10 GiB`, remedy));
  else if (bytes > maximumUncompressedBytes * 0.95) {
    findings.push(
      asWarning(
        unsuitable('A6', `it has ${gib(bytes)} uncompressed, close to Lambda's limit of 10 GiB`, remedy),
      ),
    );
  }
  return findings;
}

function checkSettings(image: ImageFacts, override: ImageConfigOverride): Finding[] {
  const { entryPoint, command, workingDirectory, environment } = startSettings(image, override);
  const settings = [entryPoint, command, workingDirectory, environment];
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

function tooManyLayers(count: number): Finding {
  return unsuitable('A7', `it has ${count} layers; ECR and Lambda take at most ${maximumLayers}`, [
    'Merge RUN and COPY instructions, or copy the result into a last stage.',
  ]);
}

function gib(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(2)} GiB`;
}

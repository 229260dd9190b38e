/** Diagnoses of the container engine, its builds and its credential helpers (rows G, F22–F24). */
import type { DiagnosisRow } from '../diagnosis-row.js';

export const engineRows: readonly DiagnosisRow[] = [
  {
    id: 'G1',
    match:
      /Cannot connect to the Docker daemon|connect (?:ENOENT|ECONNREFUSED|EACCES) \S*(?:docker|podman|finch)\S*\.sock/,
    cause:
      'No container engine answers there: not started, another docker context, or no right to its socket.',
    suggestions: [
      'Try it: docker info',
      'Start the engine, or set DOCKER_HOST, or add your user to the group docker.',
    ],
    code: 'ENGINE_UNREACHABLE',
  },
  {
    id: 'G2',
    match: /client version (?<version>[\d.]+) is too old/,
    cause: 'Something asks the engine for API version {version}, which it no longer speaks.',
    suggestions: ['Unset DOCKER_API_VERSION and try again.'],
    code: 'ENGINE_UNREACHABLE',
  },
  {
    id: 'G3',
    match: /client version (?<version>[\d.]+) is too new/,
    cause: 'The engine is too old for API version {version}.',
    suggestions: ['Update the engine, or unset DOCKER_API_VERSION.'],
    code: 'ENGINE_UNREACHABLE',
  },
  {
    id: 'G6',
    match:
      /Attestation is not supported for the docker driver|does not currently support exporting manifest lists/,
    cause: 'The engine’s builder makes neither attestations nor several platforms.',
    suggestions: ['Build one platform without attestations: --platform linux/amd64 --provenance=false'],
    code: 'BUILD_FAILED',
  },
  {
    id: 'G7',
    match: /the --(?:mount|chmod|link) option requires BuildKit/,
    cause: 'The Dockerfile uses BuildKit syntax and the engine built it with the classic builder.',
    suggestions: ['Update the container engine to 23 or later.'],
    code: 'BUILD_FAILED',
  },
  {
    id: 'G8',
    match:
      /(?:COPY|ADD) failed: file not found in build context|failed to compute cache key: .*not found|excluded by \.dockerignore/,
    cause: 'The Dockerfile copies a file that is not in the build context, or .dockerignore leaves it out.',
    suggestions: ['Check the path against the context folder and .dockerignore.'],
    code: 'BUILD_FAILED',
  },
  {
    id: 'G9',
    match: /dockerfile parse error|unknown instruction/i,
    cause: 'The Dockerfile has a syntax error.',
    suggestions: ['Correct the line that the message names.'],
    code: 'BUILD_FAILED',
  },
  {
    id: 'G12',
    match: /(?<!fork\/)exec \S+: exec format error/,
    cause: 'A RUN step of another architecture cannot run on this machine without emulation.',
    suggestions: [
      'Install emulation: docker run --privileged --rm tonistiigi/binfmt --install all',
      'Or build on a machine of that architecture.',
    ],
    code: 'BUILD_FAILED',
  },
  {
    id: 'G13',
    match: /toomanyrequests: You have reached your (?:unauthenticated )?pull rate limit/,
    cause: 'Docker Hub limits pulls of the base image.',
    suggestions: ['Log in: docker login', 'Or use the same base from public.ecr.aws.'],
    code: 'BUILD_FAILED',
  },
  {
    id: 'G17',
    match: /version `GLIBC_(?<version>[\d.]+)' not found/,
    cause: 'A program in the image was built against a newer C library (GLIBC {version}) than the image has.',
    suggestions: ['Build it inside the base image that it runs in.'],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'F22',
    match: /error storing credentials/,
    cause: 'The credential helper cannot store the token. lading never stores it and needs no docker login.',
    suggestions: ['Leave docker login out of the script.'],
    code: 'PUSH_FAILED',
  },
  {
    id: 'F24',
    match:
      /error getting credentials.*?(?<helper>docker-credential-[\w-]+)|(?<missing>docker-credential-[\w-]+).*executable file not found/,
    cause: 'The docker configuration names a credential helper that is not installed.',
    suggestions: ['Remove credsStore from ~/.docker/config.json'],
    code: 'ENGINE_UNREACHABLE',
  },
];

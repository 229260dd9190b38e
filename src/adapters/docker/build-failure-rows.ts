/** What the engine says when a build fails, why, and what helps. Data; an unknown text is shown as it is. */
import type { DiagnosisRow } from '../../errors/diagnosis-row.js';

/** Matched in order against the engine's text and the tail of the failing step. */
export const buildFailureRows: readonly Omit<DiagnosisRow, 'code'>[] = [
  {
    id: 'G7',
    match: /requires BuildKit|unknown flag: (?:mount|chmod|link)\b|Unknown flag: (?:mount|chmod|link)\b/,
    cause:
      'The Dockerfile uses syntax that only BuildKit knows, and the engine built with its classic builder.',
    suggestions: [
      'Use an engine with BuildKit (Docker 18.09 or newer): docker version',
      'Or leave out RUN --mount, COPY --chmod, COPY --link and here-documents.',
    ],
  },
  {
    id: 'G12',
    match: /exec format error/,
    cause: 'A RUN step of another processor architecture was started, and this machine cannot run it.',
    suggestions: [
      'Let the machine run it: docker run --privileged --rm tonistiigi/binfmt --install all',
      'Or build on a machine of that architecture, or choose the architecture of this one for the function.',
    ],
  },
  {
    id: 'G8',
    match:
      /(?:COPY|ADD) failed: |failed to (?:compute cache key|calculate checksum)|: not found$|failed to walk .*no such file or directory/m,
    cause: 'A file that COPY or ADD names is not in the build context, or .dockerignore keeps it out.',
    suggestions: [
      'Check that path: it is relative to the build context, not to the Dockerfile.',
      'Check the patterns in .dockerignore: !path brings a file back.',
    ],
  },
  {
    id: 'G9',
    match:
      /dockerfile parse error|Dockerfile parse error|unknown instruction|failed to parse .*[Dd]ockerfile|file with no instructions|the Dockerfile .* cannot be empty/,
    cause: 'The Dockerfile has a syntax error.',
    suggestions: ['Correct the line that is named: https://docs.docker.com/reference/dockerfile/'],
  },
  {
    id: 'G13',
    match: /toomanyrequests|pull rate limit/i,
    cause: 'The registry of a base image limits how often it may be pulled without an account.',
    suggestions: [
      'Log in to that registry: docker login',
      'Or use the same image from public.ecr.aws or an ECR pull-through cache.',
    ],
  },
  {
    id: 'G17',
    match: /GLIBC_[\d.]+['’]? not found/,
    cause: 'A program was built against a newer C library than the base image has.',
    suggestions: ['Build the program inside of the base image, or choose a newer base image.'],
  },
  {
    id: 'F11',
    match: /target stage .* could not be found|failed to reach build target/i,
    cause: 'The Dockerfile has no stage of that name.',
    suggestions: ['List the stages: grep -i "^FROM" Dockerfile', 'Correct --target or image.target.'],
  },
  {
    id: 'G18',
    match:
      /pull access denied|manifest unknown|manifest for .* not found|failed to resolve source metadata|no match for platform|no matching manifest/,
    cause: 'A base image in FROM does not exist, has no variant for this platform, or needs credentials.',
    suggestions: ['Check the name and tag in FROM.', 'For a private registry, log in: docker login HOST'],
  },
  {
    id: 'F19',
    match:
      /no such host|Temporary failure in name resolution|i\/o timeout|TLS handshake timeout|connection refused|failed to do request/,
    cause: 'The engine could not reach a server on the network.',
    suggestions: ['Check the network and the proxy settings of the engine: docker info | grep -i proxy'],
  },
  {
    id: 'G20',
    match: /no space left on device/,
    cause: 'The disk of the engine is full.',
    suggestions: ['See what takes space: docker system df', 'Free the build cache: docker builder prune'],
  },
];

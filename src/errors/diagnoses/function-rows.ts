/** Diagnoses that only an invocation shows: in what the function answered or in its log (rows C, and B and G where they end there). */
import type { DiagnosisRow } from '../diagnosis-row.js';

const code = 'INVOCATION_FAILED';
const moreMemory = 'Raise memorySize: --memory 256, or memorySize in the configuration.';

/** A timeout, or a killed process, while the memory was full. */
export const memoryExhausted: DiagnosisRow = {
  id: 'C11',
  match: /Task timed out|Sandbox\.Timedout|exit status 137|signal: killed/,
  cause:
    'Its memory was full: near the limit a function slows down until it times out, or is killed before it can say why.',
  suggestions: [moreMemory],
  code,
};

/** Before the rows of start-up, which are more general. */
export const functionRows: readonly DiagnosisRow[] = [
  {
    id: 'C13',
    match: /INIT_REPORT [^\n]*Phase: invoke\s+Status: timeout/,
    cause:
      'Its start did not end: after 10 s Lambda ran it again inside of the invocation, where it has the function’s timeout.',
    suggestions: [
      'Load less before the handler, or raise memorySize, which also gives more processor.',
      'Raise timeout: --timeout 30, or timeout in the configuration (900 s at most).',
    ],
    code,
  },
  {
    id: 'C19',
    match: /could not determine executable to run|Cannot find module 'lambda'/,
    cause:
      'aws-lambda-ric 4.0 looks for the handler in LAMBDA_TASK_ROOT (/var/task), not in the working directory, and cannot be started by npx.',
    suggestions: [
      'Add to the Dockerfile: ENV LAMBDA_TASK_ROOT=/function, the folder of the handler',
      'Or use a later aws-lambda-ric, started by its path: node_modules/.bin/aws-lambda-ric',
    ],
    code,
  },
  {
    id: 'C20',
    match: /ERR_UNSUPPORTED_DIR_IMPORT: Directory import '(?<file>[^']+)'/,
    cause: 'The handler names the folder {file}; an ES module has to name a file.',
    suggestions: ['Correct CMD or imageConfig.command: folder/index.handler'],
    code,
  },
  {
    id: 'C17',
    match: /Runtime\.UserCodeSyntaxError/,
    cause: 'The handler’s file has a syntax error, or is written for a newer version of the language.',
    suggestions: ['Load it as the runtime does: docker run --rm --entrypoint node IMAGE --check FILE'],
    code,
  },
  {
    id: 'C23',
    match: /Runtime exited with error: exit status 226/,
    cause: 'npm or npx could not write to the home directory; only /tmp can be written on Lambda.',
    suggestions: ['Start node itself, not npm or npx.', 'Add to the Dockerfile: ENV HOME=/tmp'],
    code,
  },
  {
    id: 'C10',
    match: /signal: segmentation fault|exit status 139/,
    cause: 'The process crashed in native code: an extension or library that does not fit this image.',
    suggestions: ['Build native dependencies inside of the image, for the function’s architecture.'],
    code,
  },
  {
    id: 'G17',
    match: /version `?(?<library>GLIBC_[\d.]+)'? not found/,
    cause: 'A program or library was built against a newer libc ({library}) than the image has.',
    suggestions: ['Build it inside of the base image that it runs in.'],
    code,
  },
  {
    id: 'C26',
    match: /No space left on device|ENOSPC/,
    cause: '/tmp is full: it has 512 MB unless told, and what earlier invocations left stays in it.',
    suggestions: ['Raise ephemeralStorage (up to 10240 MB), or delete what is not needed any more.'],
    code,
  },
  {
    id: 'C27',
    match: /Function\.ResponseSizeTooLarge|Response payload size exceeded maximum allowed payload size/,
    cause: 'The answer is larger than the 6 MB that Lambda takes.',
    suggestions: ['Write it to S3 and answer with its place, or stream the answer.'],
    code,
  },
  {
    id: 'C29',
    match: /app is not ready after \d+ms/,
    cause: 'The Lambda Web Adapter found no web server at the port it looks at.',
    suggestions: ['Let the server listen on AWS_LWA_PORT (8080), or set AWS_LWA_READINESS_CHECK_PATH.'],
    code,
  },
  {
    id: 'C30',
    match: /Extension\.(?:InitError|Crash|LaunchError|ExitError)|TooManyExtensions/,
    cause:
      'A program in /opt/extensions failed, was built for another architecture, or there are more than ten.',
    suggestions: ['Look inside: docker run --rm --entrypoint ls IMAGE -l /opt/extensions'],
    code,
  },
];

/** What the function was refused by AWS; only in its own words, because logs tell of much that was handled. */
export const refusedRow: DiagnosisRow = {
  id: 'B0',
  match: /is not authorized to perform: (?<action>[\w-]+:[\w*]+)/,
  cause: 'The execution role of the function may not do {action}; your own permissions do not matter here.',
  suggestions: [
    'Name the role: aws lambda get-function-configuration --function-name {function} --query Role',
    'Allow {action} in one of its policies.',
  ],
  code,
};

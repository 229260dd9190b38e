/** Symptoms in what a program says while it is looked at: cause and remedy, beside those that invocations show too. */
import type { DiagnosisRow } from '../../errors/diagnosis-row.js';

/** Before the general ones: the first match counts. */
export const symptomRows: readonly DiagnosisRow[] = [
  {
    id: 'C25',
    // glibc says ENOSYS of a missing /dev/shm up to 2.33 (Amazon Linux 2; EACCES in a container), and from 2.34 on ENOENT.
    match:
      /\[Errno 38\] (?:Function not implemented|ENOSYS)|SemLock|multiprocessing\/synchronize\.py|\/dev\/shm/,
    cause: 'Lambda has no /dev/shm, which multiprocessing.Queue, Pool and Lock need',
    suggestions: ['Use threads, or multiprocessing.Process with Pipe; joblib: n_jobs=1.'],
  },
  {
    id: 'C22',
    match:
      /(?:EROFS|ENOENT|EACCES|\[Errno (?:2|13|30)\]|[Rr]ead-only file system|can't create directory)[^\n]*?(?<home>\/home(?:\/sbx_user\d+)?\b(?=['"/]))/,
    cause: 'it writes to its home directory, {home}, and in Lambda only /tmp can be written',
    suggestions: [
      'Let it write to /tmp: ENV HOME=/tmp XDG_CACHE_HOME=/tmp/.cache in the Dockerfile.',
      'Or make what it caches while the image is built, and have it read that.',
    ],
  },
  {
    id: 'C22',
    match: /EROFS|\[Errno 30\]|[Rr]ead-only file ?system|ReadOnlyFileSystemException/,
    cause: 'it writes to a place outside of /tmp, and in Lambda only /tmp can be written',
    suggestions: ['Write below /tmp, or make the file while the image is built.'],
  },
  {
    id: 'C26',
    match: /ENOSPC|[Nn]o space left on device/,
    cause: '/tmp is full',
    suggestions: ['Raise ephemeralStorage (512 to 10240 MB), or write less.'],
  },
  {
    id: 'LIMIT',
    match:
      /\b(?:can't|cannot|unable to|failed to) fork\b|\bfork: (?:retry: )?Resource temporarily unavailable|\bspawn \S+ EAGAIN\b|can't start new thread|unable to create (?:new )?native thread|pthread_create[^\n]* (?:failed|Resource temporarily unavailable)|failed to create new OS thread/,
    cause: 'it starts more processes and threads than the 1,024 that Lambda allows',
    suggestions: ['Start fewer: a pool of fixed size, as many workers as the function has processors.'],
  },
  {
    id: 'LIMIT',
    match: /\bE[MN]FILE\b|[Tt]oo many open files|\[Errno 24\]/,
    cause: 'it holds more files and connections open than the 1,024 that Lambda allows',
    suggestions: ['Close what is no longer used, and keep a pool of connections instead of one for each.'],
  },
  {
    id: 'C24',
    match:
      /(?:EACCES: permission denied, (?:open|scandir|stat|lstat) '|\[Errno 13\] Permission denied: '|AccessDeniedException: )(?<file>\/[^'\s]*)/,
    cause: "Lambda's user cannot read {file}: it is a user of its own that owns nothing in the image",
    suggestions: ['Let others read it: RUN chmod -R o+rX {file}, or COPY --chmod=755'],
  },
  {
    id: 'C16',
    match: /Runtime\.MalformedHandlerName|Bad handler/,
    cause: 'the handler is not of the form file.function',
    suggestions: ['Correct CMD or imageConfig.command: CMD ["app.handler"]'],
  },
  {
    id: 'C15',
    match: /Runtime\.HandlerNotFound|missing on module|is undefined or not exported/,
    cause: 'the file was loaded, and has no such handler',
    suggestions: ['Correct CMD or imageConfig.command, or export the function: file.function'],
  },
  {
    id: 'C17',
    match: /Runtime\.UserCodeSyntaxError|SyntaxError: /,
    cause: 'the code has a syntax error, or is written for a newer version of the language',
    suggestions: [
      'Load it with the image’s own language: docker run --rm --entrypoint node IMAGE --check FILE',
      'Or: docker run --rm --entrypoint python3 IMAGE -m py_compile FILE',
    ],
  },
  {
    id: 'C20',
    match: /ERR_UNSUPPORTED_DIR_IMPORT/,
    cause: 'the handler names a folder, and an ES module has to name a file',
    suggestions: ['Correct CMD or imageConfig.command: folder/index.handler'],
  },
  {
    id: 'G17',
    match: /version `?(?<library>GLIBC(?:XX)?_[\d.]+)'? not found/,
    cause: 'a program or library was built against a newer libc ({library}) than the image has',
    suggestions: ['Build it inside of the base image that it runs in.'],
  },
  {
    id: 'C2',
    match:
      /error while loading shared libraries: (?<library>[^:\s]+): cannot open|Error loading shared library (?<musl>[^:\s]+)/,
    cause: 'a library that the program is linked with is not in the image',
    suggestions: ['Install it in the last stage of the Dockerfile, or link statically.'],
  },
  {
    id: 'C14',
    match:
      /Runtime\.ImportModuleError|Unable to import module|ModuleNotFoundError|No module named|Cannot find (?:module|package)|ERR_MODULE_NOT_FOUND|Could not find or load main class|ClassNotFoundException|LoadError/,
    cause:
      "the handler's file, or something that it imports, is not in the image, or not where it is looked for",
    suggestions: [
      'Copy the code to the working directory (LAMBDA_TASK_ROOT, /var/task) and install its dependencies in the image.',
    ],
  },
  {
    id: 'C5',
    match: /entrypoint requires the handler name to be the first argument/,
    cause:
      'the AWS base image was given no handler; an ENTRYPOINT in a Dockerfile clears the CMD of its base image',
    suggestions: ['Add to the Dockerfile: CMD ["app.handler"]'],
  },
];

/** What cannot work in a sandbox: no verdict on the image. */
export const outsideRow: DiagnosisRow = {
  id: 'OUTSIDE',
  match:
    /getaddrinfo|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|[Nn]etwork is unreachable|name resolution|Could not connect to the endpoint URL|UnknownHostException|no such host|UnrecognizedClientException|InvalidClientTokenId|security token included in the request is invalid|InvalidSignatureException/,
  cause:
    'while it starts it needs something outside, which a sandbox without network and credentials does not have',
  suggestions: [
    'Let it start without, e.g. ask for parameters in the first event, or leave the start out: --static',
  ],
};

/** A server that waits for requests of its own. */
export const serverPattern =
  /\blisten(?:ing|s)? (?:on|at|to)\b|\brunning (?:on|at) http|\bserver (?:started|running|ready)|\bstarted server\b|Uvicorn running|https?:\/\/(?:0\.0\.0\.0|127\.0\.0\.1|localhost|\[::\]):\d+/i;

/** Memory that ran out in words of a language. */
export const memoryPattern =
  /JavaScript heap out of memory|\bMemoryError\b|java\.lang\.OutOfMemoryError(?!: unable to create)|Cannot allocate memory|std::bad_alloc|fatal error: runtime: out of memory/;

/** Diagnoses of images that Lambda accepts and cannot start, as seen in invoke results, logs and state reasons (rows C). */
import type { DiagnosisRow } from '../diagnosis-row.js';

export const startupRows: readonly DiagnosisRow[] = [
  {
    id: 'C1',
    match: /(?:fork\/exec|exec) (?<file>\S+?):? exec format error/,
    cause:
      '{file} cannot run there: built for another architecture, or a script without (or with a CRLF) #! line.',
    suggestions: [
      'Compare: docker image inspect IMAGE --format "{{.Architecture}}" with the function’s architecture.',
      'Build with --platform linux/amd64 (x86_64) or linux/arm64 (arm64).',
    ],
    code: 'ARCHITECTURE_MISMATCH',
  },
  {
    id: 'C2',
    match: /fork\/exec (?<file>\S+): no such file or directory/,
    cause:
      'The entry point {file}, or the interpreter or loader it needs (musl against glibc), is not in the image, or its path is relative.',
    suggestions: [
      'Look inside: docker run --rm --entrypoint ls IMAGE -l {file}',
      'Write the entry point as an absolute path.',
    ],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'C3',
    match: /fork\/exec (?<file>\S+): permission denied/,
    cause: '{file} is not executable for the unprivileged user that Lambda runs it as.',
    suggestions: ['Add to the Dockerfile: RUN chmod 755 {file}'],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'C5',
    match: /entrypoint requires the handler name to be the first argument/,
    cause: 'The AWS base image was given no handler; overriding ENTRYPOINT in a Dockerfile also clears CMD.',
    suggestions: ['Add to the Dockerfile: CMD ["app.handler"]', 'Or set imageConfig.command: [app.handler]'],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'C7',
    match: /the working directory (?:'[^']*' is invalid|doesn't exist)|Runtime\.InvalidWorkingDir/,
    cause: 'WORKDIR, or imageConfig.workingDirectory, is relative or does not exist in the image.',
    suggestions: ['Set an absolute WORKDIR that the image has.'],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'C8',
    match: /runtime entrypoint path isn't valid/,
    cause: 'The entry point must be an absolute path to an executable file.',
    suggestions: ['Check it: docker image inspect IMAGE --format "{{json .Config.Entrypoint}}"'],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'C10',
    match: /Runtime exited with error: signal: killed|Runtime\.OutOfMemory/,
    cause: 'The function ran out of memory.',
    suggestions: ['Raise memorySize: --memory 256, or memorySize in the configuration.'],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'C9',
    match: /Runtime exited (?:with error: exit status (?<status>\d+)|without providing a reason)/,
    cause:
      'The process ended before it answered (127: command not found, 137: killed). A program that does not speak the Runtime API does this.',
    suggestions: [
      'Add a runtime interface client for the language, or the Lambda Web Adapter for a web server.',
    ],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'C12',
    match: /Sandbox\.Timedout|Task timed out after (?<seconds>[\d.]+) seconds/,
    cause: 'The function took longer than its timeout (the default is 3 s).',
    suggestions: ['Raise timeout: --timeout 30, or timeout in the configuration (900 s at most).'],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'C14',
    match: /Runtime\.ImportModuleError|Unable to import module '(?<module>[^']+)'|Cannot find module/,
    cause:
      'The handler’s file, or something it imports, is not in the image, or not in the working directory.',
    suggestions: ['Copy the code to /var/task (LAMBDA_TASK_ROOT) and install the dependencies in the image.'],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'C15',
    match:
      /Runtime\.HandlerNotFound|Handler '(?<handler>[^']+)' missing on module|is undefined or not exported/,
    cause: 'The file was loaded but does not export that handler.',
    suggestions: ['Correct CMD or imageConfig.command: file.function'],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'C16',
    match: /Runtime\.MalformedHandlerName|Bad handler/,
    cause: 'The handler is not of the form file.function.',
    suggestions: ['Correct CMD or imageConfig.command: file.function'],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'C22',
    match: /[Rr]ead-only file system/,
    cause:
      'Only /tmp can be written on Lambda; caches in the home directory and npm or npx at start-up fail.',
    suggestions: ['Add to the Dockerfile: ENV HOME=/tmp', 'Start node itself, not npm or npx.'],
    code: 'FUNCTION_FAILED',
  },
  {
    id: 'C24',
    match:
      /EACCES: permission denied, open '(?<file>\/var\/task[^']*)'|\[Errno 13\] Permission denied: '(?<path>\/var\/task[^']*)'/,
    cause: 'A file in /var/task is not readable for the user that Lambda runs the image as.',
    suggestions: ['Add to the Dockerfile: RUN chmod -R o+rX /var/task'],
    code: 'IMAGE_UNSUITABLE',
  },
  {
    id: 'C25',
    match: /\[Errno 38\] Function not implemented/,
    cause: 'Lambda has no /dev/shm, which multiprocessing queues, pools and locks need.',
    suggestions: ['Use threads, or multiprocessing.Process with Pipe.'],
    code: 'FUNCTION_FAILED',
  },
];

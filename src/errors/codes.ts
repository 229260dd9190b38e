/** The table of error codes: what each means and the exit code it ends with. `docs/errors.md` is generated from it. */

export interface CodeEntry {
  /** Process exit code: 1 bug · 2 usage or configuration · 3 machine not ready · 4 refused or failed remotely · 5 timed out · 130 interrupted. */
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 130;
  /** One sentence for `docs/errors.md`. */
  readonly meaning: string;
}

export const codes = {
  INTERNAL: { exitCode: 1, meaning: 'lading itself failed; this is a bug to report.' },

  USAGE: { exitCode: 2, meaning: 'The command line is wrong: an unknown or contradictory flag or argument.' },
  CONFIG_NOT_FOUND: {
    exitCode: 2,
    meaning: 'No configuration file was found and the flags alone do not describe a deployment.',
  },
  CONFIG_INVALID: {
    exitCode: 2,
    meaning: 'The configuration file has a value that is not allowed; the message names file, line and path.',
  },
  PLACEHOLDER_UNRESOLVED: {
    exitCode: 2,
    meaning:
      'A ${…} placeholder of the configuration file names something that is not there: a variable, parameter, secret or git fact.',
  },
  REFERENCE_INVALID: {
    exitCode: 2,
    meaning:
      'An image reference, digest, tag, function name or ARN is malformed, or names a registry that Lambda cannot pull from.',
  },
  FILE_UNREADABLE: { exitCode: 2, meaning: 'A file that was named does not exist or cannot be read.' },
  ARCHIVE_INVALID: {
    exitCode: 2,
    meaning: 'The image archive is truncated, damaged, or neither a docker save archive nor an OCI layout.',
  },
  EVENT_INVALID: {
    exitCode: 2,
    meaning: 'An event for a function is not JSON, or larger than Lambda takes.',
  },
  DOCKERFILE_NOT_FOUND: {
    exitCode: 2,
    meaning: 'The Dockerfile, or the build context it lives in, does not exist.',
  },
  REGION_MISSING: {
    exitCode: 2,
    meaning: 'No AWS region is set by flag, configuration, environment or profile.',
  },

  ENGINE_UNREACHABLE: { exitCode: 3, meaning: 'No container engine answers.' },
  CREDENTIALS_MISSING: { exitCode: 3, meaning: 'The AWS credential chain found no credentials.' },
  CREDENTIALS_REFUSED: {
    exitCode: 3,
    meaning: 'AWS refused the credentials: expired, unknown or not valid for this region.',
  },
  PORT_TAKEN: { exitCode: 3, meaning: 'The port to listen on is in use by another program.' },
  SANDBOX_FAILED: {
    exitCode: 3,
    meaning: 'The container engine could not make or start the sandbox that a function runs in.',
  },
  DISK_UNWRITABLE: {
    exitCode: 3,
    meaning: 'Temporary files cannot be written: the disk is full or the folder does not take them.',
  },
  LOCAL_REGION_UNAVAILABLE: {
    exitCode: 3,
    meaning: 'The local region cannot start or be reached: its port is taken or its data folder is in use.',
  },

  BUILD_FAILED: { exitCode: 4, meaning: 'The container engine could not build the image.' },
  ARCHITECTURE_MISMATCH: {
    exitCode: 4,
    meaning: 'The image was built for another architecture than the function runs on.',
  },
  IMAGE_UNSUITABLE: {
    exitCode: 4,
    meaning:
      'Lambda would refuse the image: no entry point, too many layers, too large, not Linux, or an unsupported media type.',
  },
  IMAGE_IS_INDEX: {
    exitCode: 4,
    meaning: 'The reference names an index without exactly one image for the function’s architecture.',
  },
  INVOCATION_FAILED: {
    exitCode: 4,
    meaning:
      'The function was invoked and failed: it reported an error, crashed, ran out of time or of memory.',
  },
  IMAGE_NOT_FOUND: { exitCode: 4, meaning: 'The image does not exist in the repository.' },
  PACKAGE_TYPE_ZIP: {
    exitCode: 4,
    meaning: 'A Zip function of this name exists; Lambda never changes the package type of a function.',
  },
  TAG_IMMUTABLE: {
    exitCode: 4,
    meaning: 'The tag exists, names another digest, and the repository does not let tags move.',
  },
  DIGEST_MISMATCH: {
    exitCode: 4,
    meaning: 'The registry, Lambda and lading do not agree on the digest; somebody moved the tag in between.',
  },
  PUSH_FAILED: { exitCode: 4, meaning: 'The registry or the connection to it refused the push.' },
  REPOSITORY_NOT_FOUND: {
    exitCode: 4,
    meaning: 'The ECR repository does not exist in this account and region.',
  },
  KEEP_IMAGES_UNSAFE: {
    exitCode: 4,
    meaning:
      'keepImages is refused: the repository has lifecycle rules of others, or other accounts may pull from it.',
  },
  ROLE_UNUSABLE: { exitCode: 4, meaning: 'The execution role is missing or does not trust Lambda.' },
  NO_ROLLBACK_TARGET: {
    exitCode: 4,
    meaning: 'There is nothing that fits to roll back to; the message lists what there is.',
  },
  SHIFT_UNFINISHED: {
    exitCode: 4,
    meaning:
      'An alias splits its traffic by a shift that has not ended; it has to be finished or undone before the next deploy.',
  },
  SHIFT_STOPPED: {
    exitCode: 4,
    meaning:
      'A gradual shift was ended by an alarm, by errors of the new version or by a failure, and the alias put back; the message says how it stands.',
  },
  SMOKE_FAILED: {
    exitCode: 4,
    meaning: 'The new version did not answer its smoke test as expected, so no alias was moved.',
  },
  ALARM_NOT_FOUND: {
    exitCode: 4,
    meaning: 'An alarm that is to watch a shift does not exist in this account and region.',
  },
  FUNCTION_NOT_FOUND: { exitCode: 4, meaning: 'The function does not exist in this account and region.' },
  FUNCTION_FAILED: {
    exitCode: 4,
    meaning: 'Lambda ended the create or update as Failed; the message carries its reason code.',
  },
  FUNCTION_CHANGED_MEANWHILE: {
    exitCode: 4,
    meaning: 'Somebody else changed the function while it was being deployed, twice.',
  },
  FUNCTION_BUSY: { exitCode: 4, meaning: 'Another update of the function is in progress.' },
  ACCESS_DENIED: {
    exitCode: 4,
    meaning: 'The credentials are valid but lack a permission; the message names it.',
  },
  THROTTLED: { exitCode: 4, meaning: 'AWS kept answering that the request rate is too high.' },
  REMOTE_REFUSED: {
    exitCode: 4,
    meaning: 'The service refused the request; its own text is in the message.',
  },
  REMOTE_UNAVAILABLE: {
    exitCode: 4,
    meaning: 'The service could not be reached or answered with an internal error.',
  },

  WAIT_TIMEOUT: {
    exitCode: 5,
    meaning: 'The function did not reach the awaited state before --wait-timeout.',
  },
  INTERRUPTED: {
    exitCode: 130,
    meaning: 'Stopped by Ctrl-C or a signal; the message says what was and was not changed.',
  },
} as const satisfies Record<string, CodeEntry>;

export type ErrorCode = keyof typeof codes;

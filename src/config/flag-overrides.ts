/** The flags that describe a deployment, as plain values; each one wins over the configuration file. */
export interface FlagOverrides {
  readonly region?: string;
  /** `--repository`: name of the ECR repository. */
  readonly repository?: string;
  /** `--context`: folder, relative to the working directory. */
  readonly context?: string;
  /** `--dockerfile`: path, relative to the working directory as in `docker build -f`. */
  readonly dockerfile?: string;
  readonly target?: string;
  /** `--build-arg KEY=VALUE`, each one added to those of the file. */
  readonly buildArgs?: readonly string[];
  /** `--function`: same as naming it as an argument; without a file, the function to make. */
  readonly function?: string;
  /** `--role`: an ARN, or `auto`. */
  readonly role?: string;
  readonly architecture?: string;
  /** MB. */
  readonly memorySize?: number;
  /** Seconds. */
  readonly timeout?: number;
  /** MB of /tmp. */
  readonly ephemeralStorage?: number;
  /** `--env KEY=VALUE`, each one added to those of the file. */
  readonly environment?: readonly string[];
  /** `--command`, one string a word: the function's CMD. */
  readonly command?: readonly string[];
  readonly description?: string;
  /** `--alias`: replaces the aliases of the file. */
  readonly aliases?: readonly string[];
  /** `--publish` or `--no-publish`. */
  readonly publish?: boolean;
  /** `--shift`: `linear:10%/1m`, `canary:10%/5m` or `all`. */
  readonly shift?: string;
  /** `--smoke`: path of the event, relative to the working directory; what is expected of it stays that of the file. */
  readonly smoke?: string;
}

/** How a function stands, as `status` reports it: the JSON document of one function. */
import type { ExpiringImage } from './expiring-images.js';

/** Verbatim reason and our remedy when a version is not well. */
export interface StatusProblem {
  reasonCode: string;
  reason: string;
  suggestions: string[];
}

export interface FunctionStatus {
  name: string;
  arn: string;
  packageType: string;
  architecture: string;
  state: string;
  lastUpdateStatus: string | null;
  /** Of `$LATEST`. */
  problem: StatusProblem | null;
  image: {
    /** What `$LATEST` runs. */
    digest: string;
    uri: string | null;
    /** Whether the repository still has that digest; null when it could not be asked. */
    present: boolean | null;
    tag: string | null;
    /** What the tag of the deployed reference names now; null for a reference without tag. */
    tagDigest: string | null;
    drift: boolean;
  } | null;
  /** All of them; those that deploy points come first. */
  aliases: {
    name: string;
    version: string;
    digest: string | null;
    weights: { [version: string]: number };
    /** Of the version, which may differ from that of `$LATEST`; null when it does not exist. */
    state: string | null;
    /** Of the version, or of another one that gets a share of the traffic. */
    problem: StatusProblem | null;
    /** The version that a rollback left, when the alias was not moved since. */
    rolledBackFrom: string | null;
    /** A gradual shift that has not ended; null without one. */
    shift: { from: string; to: string; percent: number; setting: string } | null;
  }[];
  /** Aliases that the configuration or a flag names and that do not exist. */
  missingAliases: string[];
  /** The newest published version; null when there is none. */
  lastRelease: {
    version: string;
    digest: string;
    /** ISO 8601. */
    time: string;
    tags: string[];
    git: string | null;
    by: string | null;
  } | null;
  /** Tags that the last release was deployed under and that name another image now. */
  movedTags: { tag: string; digest: string }[];
  /** Versions whose image the repository no longer has; null when it could not be asked. */
  lostVersions: { version: string; digest: string; aliases: string[] }[] | null;
  /** Images of the function that the repository's lifecycle policy would take; null when it could not be asked. */
  expiringImages: ExpiringImage[] | null;
  /** Whether the repository's policy lets Lambda pull; null when it could not be asked. */
  lambdaAccess: 'allowed' | 'missing' | 'denied' | null;
}

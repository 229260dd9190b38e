/** How a function stands, as `status` reports it: the JSON document of one function. */

export interface FunctionStatus {
  name: string;
  arn: string;
  packageType: string;
  architecture: string;
  state: string;
  lastUpdateStatus: string | null;
  /** Verbatim reason and our remedy when it is not well. */
  problem: { reasonCode: string; reason: string; suggestions: string[] } | null;
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
  aliases: {
    name: string;
    version: string;
    digest: string | null;
    weights: { [version: string]: number };
    /** A gradual shift that has not ended; null without one. */
    shift: { from: string; to: string; percent: number; setting: string } | null;
  }[];
}

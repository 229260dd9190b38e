/** How far a deploy is, as types: each step turns one into the next, so that a wrong order does not compile. */
import type { DeployPlan } from '../domain/deploy-plan.js';
import type { DesiredDeployment } from '../domain/desired-deployment.js';
import type { Warning } from '../domain/finding.js';
import type { Tag } from '../domain/image-reference.js';
import type { ImageSourceChoice } from '../domain/image-source.js';
import type { Candidate } from '../services/candidate.js';
import type { EnsuredRepository } from '../services/ensure-repository.js';
import type { ImageLookup } from '../services/find-image.js';
import type { Observation } from '../services/observe.js';
import type { PushedImage } from '../services/push-image.js';
import type { ReleasedFunction } from '../services/release-context.js';

export interface DeployRequest {
  readonly desired: DesiredDeployment;
  readonly source: ImageSourceChoice;
  /** The functions that the image is checked for, where they are not the ones deployed. */
  readonly suits?: DesiredDeployment['functions'];
  /** Tags besides the one made from the content. */
  readonly extraTags: readonly Tag[];
  /** Milliseconds for the waits of one function. */
  readonly waitTimeout: number;
  readonly noCache: boolean;
  /** When one function fails, the others go back to what they ran before. */
  readonly atomic: boolean;
  /** Starts the image in a sandbox before anything is changed, and stops when that fails. */
  readonly check?: boolean;
}

export interface Observed extends DeployRequest {
  readonly observed: Observation;
}

export interface Acquired extends DeployRequest {
  readonly candidate: Candidate;
  /** What was found without looking into it. */
  readonly imageWarnings: readonly Warning[];
}

export interface Planned extends Observed, Acquired {
  readonly lookup: ImageLookup;
  readonly plan: DeployPlan;
}

export interface Checked extends Planned {
  /** Everything so far that the user should know although it goes on. */
  readonly warnings: readonly Warning[];
  /** Whether ECR may delete images of the repository by itself. */
  readonly expiring: boolean;
}

export interface WithRepository extends Checked {
  readonly repository: EnsuredRepository;
}

export interface Pushed extends WithRepository {
  readonly pushed: PushedImage;
}

export interface Released extends Pushed {
  readonly functions: readonly ReleasedFunction[];
}

export interface Retired extends Released {
  /** Digests that `keepImages` lets ECR delete now; missing without that setting. */
  readonly retired?: readonly string[];
}

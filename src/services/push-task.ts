/** What a push is told and what comes out of each way to do it. */
import type { Architecture } from '../domain/architecture.js';
import type { Finding } from '../domain/finding.js';
import type { RepositoryUri, Tag } from '../domain/image-reference.js';
import type { PushEvent, RegistryCredentials } from '../ports/container-engine.js';
import type { Candidate, StoredImage } from './candidate.js';
import type { ImageLookup } from './find-image.js';

export interface PushTask {
  readonly candidate: Candidate;
  readonly lookup: ImageLookup;
  readonly repository: RepositoryUri;
  readonly architecture: Architecture;
  readonly credentials: RegistryCredentials;
}

export interface PushReport {
  readonly onEvent: (event: PushEvent) => void;
  /** Told what Lambda may not like although it takes it. */
  readonly warn: (finding: Finding) => void;
  /** Told which way the image goes where that is not the usual one. */
  readonly note: (text: string) => void;
}

export interface SentImage {
  readonly image: StoredImage;
  /** How many layers went over the wire. */
  readonly layers: number;
  /** Tags that it still needs: the child of an index has none. */
  readonly untagged: readonly Tag[];
}

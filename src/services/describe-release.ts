/** Writes the note that a release carries: tags, git revision, who, and the version of lading. */
import type { Tag } from '../domain/image-reference.js';
import { callerName, renderReleaseNote } from '../domain/release-note.js';
import type { SourceControl } from '../ports/source-control.js';

export interface ReleaseFacts {
  readonly lading: string;
  readonly tags: readonly Tag[];
  /** Absolute folder of the sources. */
  readonly sources: string;
  readonly callerArn: string;
}

/** Runs git once; a folder without a commit just leaves it out. */
export async function describeRelease(facts: ReleaseFacts, sourceControl: SourceControl): Promise<string> {
  const answer = await sourceControl.describe(facts.sources);
  const revision = answer.kind === 'revision' ? answer.revision : undefined;
  return renderReleaseNote({
    lading: facts.lading,
    tags: facts.tags,
    ...(revision && { git: revision.sha.slice(0, 12) }),
    dirty: revision?.dirty ?? false,
    by: callerName(facts.callerArn),
  });
}

/** What the sources are: the commit that a folder is at. */

export interface Revision {
  /** The whole name of the commit. */
  readonly sha: string;
  /** Missing when no branch is checked out. */
  readonly branch?: string;
  /** Something differs from the commit, files that are neither tracked nor ignored included. */
  readonly dirty: boolean;
}

export type RevisionAnswer =
  | { readonly kind: 'revision'; readonly revision: Revision }
  /** `reason` is a sentence's end, in the tool's own words where it has any. */
  | { readonly kind: 'none'; readonly reason: string };

export interface SourceControl {
  describe(folder: string): Promise<RevisionAnswer>;
}

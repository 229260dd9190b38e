/** What a release remembers of itself, written into the description of the published version: no state file is needed. */

export interface ReleaseNote {
  /** Version of lading that made it. */
  readonly lading: string;
  readonly tags: readonly string[];
  /** Commit that it was made from, 12 digits. */
  readonly git?: string;
  /** Whether the work tree had changes that are not in the commit. */
  readonly dirty: boolean;
  /** Who deployed: the last part of the caller's ARN. */
  readonly by?: string;
  /** The version that a rollback left when it published this one. */
  readonly back?: string;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
const longest = 256;

/**
 * One line, such as `lading/0.1.0 tags=image-0a1b2c3d4e5f,v3 git=0a1b2c3d4e5f+dirty by=alice`. Tags that would make it too long
 * are left out, the last ones first; of a caller's name that is too long by itself (users may have long paths) the end stays.
 */
export function renderReleaseNote(note: ReleaseNote): string {
  const git = note.git ? [`git=${note.git}${note.dirty ? '+dirty' : ''}`] : [];
  const back = note.back ? [`back=${note.back}`] : [];
  const head = `lading/${note.lading}`;
  const room = longest - [head, ...git, 'by=', ...back].join(' ').length;
  const by = note.by ? [`by=${note.by.replace(/\s+/g, '_').slice(-room)}`] : [];
  for (let count = note.tags.length; count >= 0; count -= 1) {
    const tags = count > 0 ? [`tags=${note.tags.slice(0, count).join(',')}`] : [];
    const text = [head, ...tags, ...git, ...by, ...back].join(' ');
    if (text.length <= longest) return text;
  }
  return [head, ...git, ...by, ...back].join(' ');
}

/** Undefined for a description that is not ours: versions made by other tools are releases all the same. */
export function parseReleaseNote(description: string): ReleaseNote | undefined {
  const [head = '', ...rest] = description.split(' ');
  if (!head.startsWith('lading/')) return undefined;
  const facts = new Map(rest.map((part) => splitFact(part)));
  const [git, dirty] = (facts.get('git') ?? '').split('+');
  const by = facts.get('by');
  const back = facts.get('back');
  return {
    lading: head.slice('lading/'.length),
    tags: (facts.get('tags') ?? '').split(',').filter((tag) => tag !== ''),
    ...(git && { git }),
    dirty: dirty === 'dirty',
    ...(by && { by }),
    ...(back && { back }),
  };
}

/** The last part of a caller's ARN: a user's name, or role and session. */
export function callerName(arn: string): string {
  const resource = arn.split(':').slice(5).join(':');
  return resource.replace(/^(?:user|assumed-role|federated-user)\//, '');
}

function splitFact(part: string): [string, string] {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
}

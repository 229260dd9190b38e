/** The status of a function as text. */
import { shortDigest } from '../domain/digest.js';
import type { ExpiringImage } from '../domain/expiring-images.js';
import type { FunctionStatus } from '../domain/function-status.js';
import type { Paint } from './paint.js';

/** A heading and a line a fact. */
export function renderStatus(status: FunctionStatus, paint: Paint): string {
  const well = status.problem === null;
  const state = [
    status.state,
    ...(status.lastUpdateStatus ? [`last update ${status.lastUpdateStatus}`] : []),
  ].join(', ');
  const lines = [
    `${paint.strong(status.name)}  ${well ? paint.added(state) : paint.removed(state)}`,
    `  arn           ${status.arn}`,
    `  architecture  ${status.architecture}`,
  ];
  if (status.problem) {
    lines.push(`  reason        ${status.problem.reasonCode}: ${status.problem.reason}`);
    lines.push(...status.problem.suggestions.map((suggestion) => `  try           ${suggestion}`));
  }
  if (status.image) lines.push(...renderImage(status.image, paint));
  else lines.push(`  package type  ${status.packageType}`);
  for (const { name, version, weights, shift } of status.aliases) {
    const shares = Object.entries(weights).map(([other, share]) => `${Math.round(share * 100)}% ${other}`);
    lines.push(`  alias         ${name} → ${[version, ...shares].join(', ')}`);
    if (!shift) continue;
    const left = `shift ${shift.setting} from version ${shift.from} to ${shift.to} has not ended: ${shift.percent}%`;
    lines.push(`  shift         ${paint.changed(left)}`);
    lines.push(`  try           lading deploy --finish-shift, or lading deploy --undo-shift`);
  }
  lines.push(...renderReleases(status, paint));
  return lines.join('\n');
}

function renderImage(image: NonNullable<FunctionStatus['image']>, paint: Paint): string[] {
  const gone = image.present === false ? paint.removed('  (no longer in the repository)') : '';
  const lines = [`  runs          ${image.digest}${gone}`];
  if (image.uri !== null) lines.push(`  deployed as   ${image.uri}`);
  if (image.tag !== null) {
    const found = image.tagDigest ?? 'nothing';
    lines.push(
      `  tag           ${image.tag} names ${image.drift ? paint.changed(`${found} now: drift`) : found}`,
    );
  }
  return lines;
}

function renderReleases(
  { lastRelease, movedTags, lostVersions, expiringImages, lambdaAccess }: FunctionStatus,
  paint: Paint,
): string[] {
  const lines: string[] = [];
  if (lastRelease) {
    const { version, digest, time, git, by } = lastRelease;
    const facts = [`version ${version}`, shortDigest(digest), time.slice(0, 19), git, by];
    lines.push(`  last release  ${facts.filter((fact) => fact !== null).join(', ')}`);
  }
  for (const { tag, digest } of movedTags)
    lines.push(`  tag           ${paint.changed(`${tag} names ${shortDigest(digest)} now: drift`)}`);
  for (const { version, aliases } of lostVersions ?? []) {
    const users = aliases.length > 0 ? `, which alias ${aliases.join(', ')} names` : '';
    lines.push(`  image gone    ${paint.removed(`of version ${version}${users}`)}`);
  }
  lines.push(...(expiringImages ?? []).flatMap((image) => renderExpiring(image, paint)));
  if (lambdaAccess === 'missing' || lambdaAccess === 'denied')
    lines.push(`  repository    ${paint.removed(`its policy does not let Lambda pull (${lambdaAccess})`)}`);
  return lines;
}

function renderExpiring({ versions, aliases, rule, when }: ExpiringImage, paint: Paint): string[] {
  const names = aliases.length > 0 ? `, which alias ${aliases.join(', ')} names` : '';
  const time =
    when === 'now'
      ? 'within a day'
      : `${when.days} days after its ${when.after === 'pull' ? 'last pull' : 'push'}`;
  const cause = [`lifecycle rule ${rule.priority}`, ...(rule.description ? [`"${rule.description}"`] : [])];
  const what = `the image of ${versions.join(', ')}${names}: ${cause.join(' ')} ${rule.action}s it ${time}`;
  return [
    `  will go       ${(when === 'now' ? paint.removed : paint.changed)(what)}`,
    '  try           let the rule keep more images or select other tags; keepImages in the configuration is safe',
  ];
}

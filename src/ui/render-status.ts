/** The status of a function as text. */
import { shortDigest } from '../domain/digest.js';
import type { ExpiringImage } from '../domain/expiring-images.js';
import type { FunctionStatus, StatusProblem } from '../domain/function-status.js';
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
  if (status.problem) lines.push(...renderProblem(status.problem));
  if (status.image) lines.push(...renderImage(status.image, paint));
  else lines.push(`  package type  ${status.packageType}`);
  lines.push(...status.aliases.flatMap((alias) => renderAlias(alias, paint)));
  lines.push(
    ...status.missingAliases.map((name) => `  alias         ${paint.changed(`${name} does not exist`)}`),
  );
  lines.push(...renderReleases(status, paint));
  return lines.join('\n');
}

function renderProblem({ reasonCode, reason, suggestions }: StatusProblem): string[] {
  const tries = suggestions.map((suggestion) => `  try           ${suggestion}`);
  return [`  reason        ${reasonCode}: ${reason}`, ...tries];
}

function renderAlias(alias: FunctionStatus['aliases'][number], paint: Paint): string[] {
  const { name, version, weights, state, problem, rolledBackFrom, shift } = alias;
  const shares = Object.entries(weights).map(([other, share]) => `${Math.round(share * 100)}% ${other}`);
  const back = rolledBackFrom === null ? [] : [`rolled back from version ${rolledBackFrom}`];
  const sick = problem && state !== null && state !== 'Active' ? [paint.removed(state)] : [];
  const lines = [`  alias         ${name} → ${[version, ...shares, ...back, ...sick].join(', ')}`];
  if (problem) lines.push(...renderProblem(problem));
  if (!shift) return lines;
  const left = `shift ${shift.setting} from version ${shift.from} to ${shift.to} has not ended: ${shift.percent}%`;
  lines.push(`  shift         ${paint.changed(left)}`);
  lines.push(`  try           lading deploy --finish-shift, or lading deploy --undo-shift`);
  return lines;
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
  lines.push(...renderExpiring(expiringImages ?? [], paint));
  if (lambdaAccess === 'missing' || lambdaAccess === 'denied')
    lines.push(`  repository    ${paint.removed(`its policy does not let Lambda pull (${lambdaAccess})`)}`);
  return lines;
}

/** A line each for what goes soon or serves callers; the rest, which only later pushes take, in one. */
function renderExpiring(images: readonly ExpiringImage[], paint: Paint): string[] {
  const isFar = ({ when, aliases, versions }: ExpiringImage): boolean =>
    when !== 'now' && 'pushes' in when && aliases.length === 0 && !versions.includes('$LATEST');
  const near = images.filter((image) => !isFar(image));
  const far = images.filter(isFar);
  const lines = near.map((image) => renderOne(image, paint));
  if (far.length > 0) {
    const versions = far.flatMap((image) => image.versions).sort((a, b) => Number(a) - Number(b));
    const [first] = far;
    const next = first && typeof first.when === 'object' && 'pushes' in first.when ? first.when.pushes : 1;
    lines.push(
      `  later         later pushes take the image${versions.length === 1 ? ' of version' : 's of versions'} ${versions.join(', ')}: ${ruleOf(far)}, ${next === 1 ? 'the first with the next one' : `the first after ${next} more`}`,
    );
  }
  const remedy =
    '  try           let the rule keep more images or select other tags; keepImages in the configuration is safe';
  return near.length > 0 ? [...lines, remedy] : lines;
}

function ruleOf(images: readonly ExpiringImage[]): string {
  return [...new Set(images.map(({ rule }) => `lifecycle rule ${rule.priority}`))].join(', ');
}

function renderOne({ versions, aliases, rule, when }: ExpiringImage, paint: Paint): string {
  const names = aliases.length > 0 ? `, which alias ${aliases.join(', ')} names` : '';
  const cause = [`lifecycle rule ${rule.priority}`, ...(rule.description ? [`"${rule.description}"`] : [])];
  const what = `the image of ${versions.join(', ')}${names}: ${cause.join(' ')} ${rule.action}s it ${renderWhen(when)}`;
  return `  will go       ${(when === 'now' ? paint.removed : paint.changed)(what)}`;
}

function renderWhen(when: ExpiringImage['when']): string {
  if (when === 'now') return 'within a day';
  if ('pushes' in when)
    return when.pushes === 1
      ? 'with the next push that it counts'
      : `after ${when.pushes} more pushes that it counts`;
  return `${when.days} days after its ${when.after === 'pull' ? 'last pull' : 'push'}`;
}

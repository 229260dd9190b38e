/** From what is wanted and what is there to the ordered changes of a deploy; pure, printable, serialisable. */
import { type AliasPlan, type AliasView, planAlias } from './alias-plan.js';
import {
  type AnyAttachmentPlan,
  type ObservedAttachments,
  planAttachments,
} from './attachments/attachments.js';
import type { Digest } from './digest.js';
import { digestHex } from './digest.js';
import type { FieldChange } from './field-change.js';
import { type DesiredConfiguration, describeNewConfiguration, diffConfiguration } from './function-diff.js';
import type { FunctionConfiguration, FunctionSpec } from './function-spec.js';
import { type ObservedFunction, settlementOf } from './function-state.js';
import type { Tag } from './image-reference.js';
import type { RepositoryPlan } from './repository-plan.js';
import { type UpdateOrder, updateOrder } from './update-order.js';

export interface ImagePlan {
  /** `unknown`: nothing was built, so nothing can be said. */
  readonly action: 'push' | 'none' | 'unknown';
  /** Tags to be pushed or already there; the content tag first. */
  readonly tags: readonly Tag[];
  /** Known before the push only when the registry already has the image. */
  readonly digest?: Digest;
  readonly uncompressedBytes?: number;
}

export interface FunctionPlan {
  readonly name: string;
  readonly action: 'create' | 'update' | 'none';
  /**
   * Missing when the code stays; `to` is missing while the digest is not known. `repairs` is the reason code with which Lambda
   * ended the last create or update: the code is given again although it may be the same.
   */
  readonly code?: { readonly from?: Digest; readonly to?: Digest; readonly repairs?: string };
  readonly configuration: readonly FieldChange[];
  /** What to send; empty when nothing differs. */
  readonly update: Partial<FunctionConfiguration>;
  readonly order: UpdateOrder;
  readonly createRole: boolean;
  readonly publish: boolean;
  readonly aliases: readonly AliasPlan[];
  /** One for each kind that the file mentions. */
  readonly attachments: readonly AnyAttachmentPlan[];
}

export interface DeployPlan {
  readonly repository: RepositoryPlan;
  readonly image: ImagePlan;
  readonly functions: readonly FunctionPlan[];
  readonly changes: boolean;
}

/** A function as read: `latest` is `$LATEST`. */
export interface FunctionView {
  readonly latest: ObservedFunction;
  /** By alias name; only those asked for, and only where they exist. */
  readonly aliases: Readonly<Record<string, AliasView>>;
}

/** What a function will be given: its configuration with the role resolved, and the digest once known. */
export interface FunctionTarget {
  readonly spec: FunctionSpec;
  readonly configuration: DesiredConfiguration;
  /** The role has to be created first, so its ARN is not known yet. */
  readonly createRole: boolean;
  readonly digest?: Digest;
}

export function planDeploy(
  repository: RepositoryPlan,
  image: ImagePlan,
  functions: readonly FunctionPlan[],
): DeployPlan {
  const changes =
    repository.action !== 'none' ||
    image.action === 'push' ||
    functions.some((plan) => plan.action !== 'none');
  return { repository, image, functions, changes };
}

/** What one function needs; with an unknown digest the code counts as changed. */
export function planFunction(
  target: FunctionTarget,
  view: FunctionView | undefined,
  observed: ObservedAttachments = {},
): FunctionPlan {
  const { attachments: desired, attachTo } = target.spec;
  const plan = view ? planUpdate(target, view) : planCreate(target);
  const attachments = planAttachments(desired, observed, attachTo);
  const attach = attachments.some(({ action }) => action !== 'none');
  return { ...plan, action: plan.action === 'none' && attach ? 'update' : plan.action, attachments };
}

type OwnPlan = Omit<FunctionPlan, 'attachments'>;

function planCreate({ spec, configuration, createRole, digest }: FunctionTarget): OwnPlan {
  return {
    name: spec.name,
    action: 'create',
    code: { ...(digest && { to: digest }) },
    configuration: [
      { path: 'architecture', to: spec.architecture },
      ...describeNewConfiguration(configuration),
    ],
    update: {},
    order: 'code-first',
    createRole,
    publish: spec.publish,
    aliases: aliasesOf(spec).map((name) => ({ name, action: 'create' })),
  };
}

function planUpdate(
  { spec, configuration, createRole, digest }: FunctionTarget,
  view: FunctionView,
): OwnPlan {
  const { latest } = view;
  const { changes, update } = diffConfiguration(configuration, latest.configuration, spec.environmentMode);
  const sameCode =
    digest !== undefined &&
    digestHex(digest) === latest.codeSha256 &&
    spec.architecture === latest.architecture;
  const settlement = settlementOf(latest);
  const repairs = settlement.kind === 'failed' ? { repairs: settlement.reasonCode } : undefined;
  const newCode = !sameCode || repairs !== undefined;
  const touched = newCode || changes.length > 0 || createRole;
  const aliases = aliasesOf(spec).map((name) => planAlias(name, latest, findAlias(name, view), touched));
  const stale = touched || aliases.some((alias) => alias.action !== 'none');
  const from = { ...(latest.codeSha256 && { from: `sha256:${latest.codeSha256}` as Digest }) };
  return {
    name: spec.name,
    action: stale ? 'update' : 'none',
    ...(newCode && { code: { ...from, ...(digest && { to: digest }), ...repairs } }),
    configuration:
      spec.architecture === latest.architecture ? changes : [architectureChange(spec, latest), ...changes],
    update,
    order: updateOrder(latest, changes),
    createRole,
    publish: spec.publish && stale,
    aliases,
  };
}

function architectureChange(spec: FunctionSpec, latest: ObservedFunction): FieldChange {
  return { path: 'architecture', from: latest.architecture, to: spec.architecture };
}

/** Aliases name versions, so without publishing they stay where they are. */
function aliasesOf({ publish, aliases }: FunctionSpec): readonly string[] {
  return publish ? aliases : [];
}

function findAlias(name: string, { aliases }: FunctionView): AliasView | undefined {
  return Object.hasOwn(aliases, name) ? aliases[name] : undefined;
}

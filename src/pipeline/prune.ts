/** Prune: look, then delete what the plan names. */
import type { PrunePlan } from '../domain/prune-plan.js';
import type { DeleteFailure } from '../ports/remover.js';
import { applyPrune, type Pruned } from '../services/apply-prune.js';
import { type PruneRequest, readPrunePlan } from '../services/plan-prune.js';
import type { PipelineTools } from './deploy.js';
import { runStep } from './run-step.js';

/** The JSON document of `prune --json`: what would go, or with `applied` what went. */
export interface PruneResult {
  applied: boolean;
  repository: string;
  versions: { functionName: string; version: string }[];
  images: { digest: string; tags: string[]; compressedBytes: number }[];
  kept: { versions: number; images: number };
  /** Versions that stay only because they are called by their number. */
  called: { functionName: string; version: string; by: string }[];
  compressedBytes: number;
  failures: DeleteFailure[];
}

export async function planPrune(request: PruneRequest, tools: PipelineTools): Promise<PrunePlan> {
  const { deps } = tools;
  return runStep(tools, {
    id: 'look',
    title: 'Look what is needed',
    run: async (_state, report) => {
      const plan = await readPrunePlan(request, deps);
      report.outcome(`${plan.images.length} images and ${plan.versions.length} versions are not`);
      return plan;
    },
  });
}

export async function prune(
  plan: PrunePlan,
  request: PruneRequest,
  tools: PipelineTools,
): Promise<PruneResult> {
  const { deps } = tools;
  const { versions, images, failures, compressedBytes } = await runStep(tools, {
    id: 'delete',
    title: 'Delete',
    run: async (_state, report, stop): Promise<Pruned> => {
      const pruned = await applyPrune(plan, request, deps, report.progress, stop);
      report.outcome(`${pruned.images.length} images and ${pruned.versions.length} versions`);
      return pruned;
    },
  });
  const gone = new Set(images);
  const planned = pruneResult(plan, request.repository);
  const { kept } = plan;
  return {
    ...planned,
    applied: true,
    versions: versions.map(({ functionName, version }) => ({ functionName, version })),
    images: planned.images.filter(({ digest }) => gone.has(digest)),
    kept: {
      versions: kept.versions + plan.versions.length - versions.length,
      images: kept.images + plan.images.length - images.length,
    },
    failures: [...failures],
    compressedBytes,
  };
}

/** The plan as a document. */
export function pruneResult(plan: PrunePlan, repository: string): PruneResult {
  return {
    applied: false,
    repository,
    versions: plan.versions.map(({ functionName, version }) => ({ functionName, version })),
    images: plan.images.map(({ digest, tags, compressedBytes }) => ({
      digest,
      tags: [...tags],
      compressedBytes,
    })),
    kept: { ...plan.kept },
    called: plan.called.map((version) => ({ ...version })),
    compressedBytes: plan.compressedBytes,
    failures: [],
  };
}

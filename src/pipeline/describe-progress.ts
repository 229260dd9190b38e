/** Turns the engine's build and push events into the words that a report shows. */
import type { BuildEvent, PushEvent } from '../ports/container-engine.js';
import type { PullEvent } from '../ports/image-puller.js';
import type { StepReport } from './step.js';

/** Shows each build step as it starts; `summary` says how much came from the cache. */
export function describeBuild(report: StepReport): {
  onEvent: (event: BuildEvent) => void;
  summary: () => string;
} {
  let done = 0;
  let cached = 0;
  const onEvent = (event: BuildEvent): void => {
    if (event.kind === 'context') report.progress(`sending the context, ${megabytes(event.bytes)}`);
    else if (event.kind === 'output') report.line(event.line);
    else {
      if (event.status === 'started') report.progress(event.name);
      if (event.status === 'cached') cached += 1;
      if (event.status === 'cached' || event.status === 'done') done += 1;
      const time = event.milliseconds === undefined ? '' : ` (${(event.milliseconds / 1000).toFixed(1)} s)`;
      if (event.status !== 'started') report.line(`${event.name}: ${event.status}${time}`);
    }
  };
  return { onEvent, summary: () => (done === 0 ? '' : `, ${cached} of ${done} steps cached`) };
}

/** Shows the bytes of all layers together. */
export function describePush(report: StepReport): (event: PushEvent) => void {
  const layers = new Map<string, { current: number; total: number }>();
  return (event) => {
    if (event.status === 'retrying')
      report.line(`${event.layer}: the registry did not answer, the engine tries again`);
    if (event.total !== undefined)
      layers.set(event.layer, { current: event.current ?? 0, total: event.total });
    const all = [...layers.values()];
    const current = all.reduce((sum, layer) => sum + Math.min(layer.current, layer.total), 0);
    const total = all.reduce((sum, layer) => sum + layer.total, 0);
    report.progress(
      total === 0
        ? `${event.layer}: ${event.status}`
        : `${megabytes(current)} of ${megabytes(total)}, ${all.length} layers`,
    );
  };
}

/** Shows the bytes of all layers together, as far as they are known. */
export function describePull(report: StepReport): (event: PullEvent) => void {
  const layers = new Map<string, { current: number; total: number }>();
  return ({ layer, status, current = 0, total = 0 }) => {
    if (status === 'downloading') layers.set(layer, { current, total });
    const all = [...layers.values()];
    const sum = (key: 'current' | 'total'): number => all.reduce((bytes, one) => bytes + one[key], 0);
    if (all.length > 0)
      report.progress(`pulling, ${megabytes(sum('current'))} of ${megabytes(sum('total'))}`);
  };
}

/** Shows how much of the layers was read and compressed. */
export function describePacking(report: StepReport): (done: number, total: number) => void {
  return (done, total) => report.progress(`${megabytes(done)} of ${megabytes(total)} read`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

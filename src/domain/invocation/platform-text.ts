/** Lambda's own lines in logs of the text format. */
import type { PlatformEvent } from './platform-event.js';
import { initReportLine, reportLine } from './report-line.js';

/**
 * Undefined where the text format says nothing: an init that goes well shows in the first report. INIT_START is written for managed
 * runtimes, whose version it names; functions from images have none.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
 */
export function platformText(event: PlatformEvent): string | undefined {
  switch (event.kind) {
    case 'init-start':
      return undefined;
    case 'init-report':
      return event.status === 'success' ? undefined : initReportLine(event);
    case 'start':
      return `START RequestId: ${event.requestId} Version: ${event.version}`;
    case 'end':
      return `END RequestId: ${event.report.requestId}`;
    case 'report':
      return reportLine(event.report);
    case 'extension':
      return fields('EXTENSION', event.name, event.state, [
        `Events: [${event.events.join(', ')}]`,
        ...(event.errorType === undefined ? [] : [`Error Type: ${event.errorType}`]),
      ]);
    case 'subscription':
      return fields(event.api.toUpperCase(), event.name, 'Subscribed', [
        `Types: [${event.types.map(capitalised).join(', ')}]`,
      ]);
  }
}

function fields(word: string, name: string, state: string, more: readonly string[]): string {
  return [word, `Name: ${name}`, `State: ${state}`, ...more].join('\t');
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

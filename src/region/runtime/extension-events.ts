/** What Lambda logs of the extensions at the end of init: what they want to be told of, and how far each came. */
import type { PlatformEvent } from '../../domain/invocation/platform-event.js';
import type { Fatal } from './init-result.js';
import type { RuntimeApi } from './runtime-api.js';

/** Lines as in real logs, where subscriptions come first. `cause`: what ended the init, if something did. */
export function extensionEvents(
  { extensions, subscriptions }: Pick<RuntimeApi, 'extensions' | 'subscriptions'>,
  cause: Fatal | undefined,
): PlatformEvent[] {
  const failed = cause?.kind === 'extension' ? cause : undefined;
  return [
    ...subscriptions.map((subscription) => ({ kind: 'subscription', ...subscription }) as const),
    ...extensions.map((standing): PlatformEvent => {
      const launched = failed?.name !== standing.name || failed.fault.errorType !== 'Extension.LaunchError';
      if (launched) return { kind: 'extension', ...standing };
      const errorType = /permission denied/i.test(failed.fault.reason) ? 'PermissionDenied' : 'UnknownError';
      return { kind: 'extension', ...standing, state: 'LaunchError', errorType };
    }),
  ];
}

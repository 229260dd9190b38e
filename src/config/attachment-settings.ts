/** What the file says about the things that hang on a function, and what it comes down to. */
import {
  type AttachmentKind,
  type DesiredAttachments,
  isAttachmentKind,
} from '../domain/attachments/attachments.js';
import { canonicalPattern, type EventSourceSetting } from '../domain/attachments/event-source-setting.js';
import type { CorsSetting, FunctionUrlSetting } from '../domain/attachments/function-url.js';
import type { PermissionSetting } from '../domain/attachments/permissions.js';

export interface FunctionUrlSection extends Omit<FunctionUrlSetting, 'cors'> {
  readonly cors?: CorsSetting | false;
}

export interface PermissionSection extends Omit<PermissionSetting, 'action' | 'invokedViaFunctionUrl'> {
  readonly action?: string;
}

export interface EventSourceSection extends Omit<EventSourceSetting, 'filters'> {
  /** Patterns, as settings or as JSON text. */
  readonly filters?: readonly (string | Readonly<Record<string, unknown>>)[];
}

/** The settings of the file that Lambda keeps apart from those of the function itself. */
export interface AttachmentSettings
  extends Omit<DesiredAttachments, 'functionUrl' | 'permissions' | 'eventSources'> {
  readonly functionUrl?: FunctionUrlSection | false;
  readonly permissions?: readonly PermissionSection[];
  readonly eventSources?: readonly EventSourceSection[];
}

/** The function's own settings, and those of what hangs on it. */
export function splitSettings<Settings extends AttachmentSettings>(
  settings: Settings,
): { own: Omit<Settings, AttachmentKind>; attachments: AttachmentSettings } {
  const entries = Object.entries(settings);
  return {
    own: Object.fromEntries(entries.filter(([name]) => !isAttachmentKind(name))) as Omit<
      Settings,
      AttachmentKind
    >,
    attachments: Object.fromEntries(entries.filter(([name]) => isAttachmentKind(name))),
  };
}

/** Exactly the kinds that are mentioned. */
export function attachmentsOf(settings: AttachmentSettings): DesiredAttachments {
  const { functionUrl, permissions, eventSources, ...plain } = settings;
  return {
    ...plain,
    ...(functionUrl !== undefined && { functionUrl: functionUrl && urlOf(functionUrl) }),
    ...(permissions && {
      permissions: permissions.map((permission) => ({ action: 'lambda:InvokeFunction', ...permission })),
    }),
    ...(eventSources && { eventSources: eventSources.map(eventSourceOf) }),
  };
}

function urlOf({ cors, ...setting }: FunctionUrlSection): FunctionUrlSetting {
  return { ...setting, ...(cors !== undefined && { cors: cors || {} }) };
}

function eventSourceOf({ filters, ...setting }: EventSourceSection): EventSourceSetting {
  return { ...setting, ...(filters && { filters: filters.map(canonicalPattern) }) };
}

/** What is to be done about one thing that hangs on a function, such as its tags or its URL. */
import type { FieldChange } from '../field-change.js';

export interface AttachmentPlan<Kind extends string, Step> {
  /** The setting of the configuration file. */
  readonly kind: Kind;
  readonly action: 'create' | 'update' | 'delete' | 'none';
  readonly changes: readonly FieldChange[];
  /** What to send, in this order; empty when nothing differs. */
  readonly steps: readonly Step[];
}

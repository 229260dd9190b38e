/** Maps what AWS, registries and engines say to cause and remedy. The rows are data, in `diagnoses/`. */
import { attachmentRows } from './diagnoses/attachment-rows.js';
import { configurationRows } from './diagnoses/configuration-rows.js';
import { controlPlaneRows, serviceRow, throttleRow } from './diagnoses/control-plane-rows.js';
import { engineRows } from './diagnoses/engine-rows.js';
import { imageRows } from './diagnoses/image-rows.js';
import { logRows } from './diagnoses/log-rows.js';
import { permissionRows, unauthorizedRow } from './diagnoses/permission-rows.js';
import { reasonCodes } from './diagnoses/reason-codes.js';
import { connectionRows, registryRows } from './diagnoses/registry-rows.js';
import { resourceRows } from './diagnoses/resource-rows.js';
import { startupRows } from './diagnoses/startup-rows.js';
import type { Diagnosis, DiagnosisRow } from './diagnosis-row.js';

/** What the caller knows and the remote text may leave out. */
export interface DiagnosisFacts {
  /** Fills `{image}`, and Lambda's literal `%s`. */
  readonly image?: string;
  /** Repository name; fills `{repository}`. */
  readonly repository?: string;
  readonly function?: string;
  readonly role?: string;
}

/** Every row, the particular before the general: the first match counts. */
export const diagnosisRows: readonly DiagnosisRow[] = [
  ...imageRows,
  ...attachmentRows,
  ...permissionRows,
  ...configurationRows,
  ...resourceRows,
  ...logRows,
  ...engineRows,
  ...startupRows,
  ...controlPlaneRows,
  ...registryRows,
  unauthorizedRow,
  throttleRow,
  serviceRow,
  ...connectionRows,
];

/**
 * Cause and remedy of a remote text, or of Lambda's reason code when no row knows the text; undefined for the unknown,
 * which is then shown verbatim.
 * @param text as received, best with the error name in front: `AccessDeniedException: …`
 */
export function diagnose(
  text: string,
  reasonCode?: string,
  facts: DiagnosisFacts = {},
): Diagnosis | undefined {
  const found = diagnoseBy(diagnosisRows, text, facts);
  if (found) return found;
  const entry =
    reasonCode === undefined
      ? undefined
      : Object.hasOwn(reasonCodes, reasonCode)
        ? reasonCodes[reasonCode]
        : undefined;
  return entry && filled({ id: reasonCode ?? '', ...entry }, withImage(text, facts.image), { ...facts });
}

/** The first of the rows that knows the text. */
export function diagnoseBy(
  rows: readonly DiagnosisRow[],
  text: string,
  facts: DiagnosisFacts = {},
): Diagnosis | undefined {
  for (const row of rows) {
    const match = row.match.exec(text);
    if (match) return filled(row, withImage(text, facts.image), { ...facts, ...known(match.groups) });
  }
  return undefined;
}

type Rest = Omit<DiagnosisRow, 'match'>;
type Values = { readonly [name: string]: string | undefined };

function filled(row: Rest, text: string, values: Values): Diagnosis {
  return {
    id: row.id,
    text,
    cause: fill(row.cause, values),
    suggestions: row.suggestions.map((suggestion) => fill(suggestion, values)),
    ...(row.code && { code: row.code }),
    ...(row.retry && { retry: row.retry }),
  };
}

// `{{…}}` is left alone: docker's format templates look like that.
function fill(template: string, values: Values): string {
  return template.replace(
    /(?<!\{)\{([a-z]+)\}(?!\})/g,
    (_, name: string) => values[name] ?? name.toUpperCase(),
  );
}

function known(groups: Values | undefined): Values {
  return Object.fromEntries(
    Object.entries(groups ?? {}).filter(([, value]) => value !== undefined && value !== '%s'),
  );
}

function withImage(text: string, image: string | undefined): string {
  return image === undefined ? text : text.replace('source image %s ', () => `source image ${image} `);
}

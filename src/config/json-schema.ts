/** The JSON Schema of the configuration file: for editors, for the documentation and for "did you mean". */
import { z } from 'zod';
import { configSchema } from './schema.js';

/** JSON Schema 2020-12 of what may be written; rules across several settings are only in the validation. */
export function configJsonSchema(): z.core.JSONSchema.BaseSchema {
  return { title: 'lading.yaml', ...z.toJSONSchema(configSchema, { io: 'input' }) };
}

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { configJsonSchema } from '../../src/config/json-schema.js';

test('docs/lading.schema.json is what the schema says (npm run generate writes it)', async () => {
  const published = await readFile(new URL('../../docs/lading.schema.json', import.meta.url), 'utf8');
  expect(published).toBe(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
});

test('every setting has a description', () => {
  expect(undescribed(configJsonSchema() as Schema, '')).toEqual([]);
});

interface Schema {
  readonly description?: string;
  readonly properties?: Record<string, Schema>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
}

function undescribed(schema: Schema, path: string): string[] {
  const children = Object.entries(schema.properties ?? {});
  const own = children.filter(([, child]) => !child.description).map(([name]) => `${path}${name}`);
  const nested = children.flatMap(([name, child]) =>
    [child, child.additionalProperties, child.items].flatMap((inner) =>
      inner ? undescribed(inner, `${path}${name}.`) : [],
    ),
  );
  return [...own, ...nested];
}

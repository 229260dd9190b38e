/** Renders the table of settings in docs/configuration.md from the JSON Schema. */

/** @param {object} schema JSON Schema of the configuration file */
export function renderSettings(schema) {
  const rows = rowsOf(schema, '').map(
    ({ path, allowed, required, description }) =>
      `| \`${path}\` | ${allowed} | ${required ? '**Required.** ' : ''}${description} |`,
  );
  return `| setting | allowed | |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function rowsOf(schema, prefix) {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => name !== '$schema')
    .flatMap(([name, child]) => {
      const path = `${prefix}${name}`;
      const required = schema.required?.includes(name) ?? false;
      const row = { path, allowed: allowedBy(child), required, description: child.description ?? '' };
      return [row, ...nested(child, path)];
    });
}

function nested(schema, path) {
  const settings = schema.anyOf?.find((branch) => branch.properties);
  if (settings) return rowsOf(settings, `${path}.`);
  if (schema.properties) return rowsOf(schema, `${path}.`);
  if (schema.items?.properties) return rowsOf(schema.items, `${path}[].`);
  return schema.additionalProperties?.properties ? rowsOf(schema.additionalProperties, `${path}.NAME.`) : [];
}

function allowedBy(schema) {
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.anyOf) return schema.anyOf.map(allowedBy).join(', ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.type === 'integer' || schema.type === 'number') return `${schema.minimum}–${schema.maximum}`;
  if (Object.keys(schema).every((key) => key === 'description')) return 'anything';
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.type === 'array') return 'list';
  return schema.type === 'object' ? (schema.properties ? 'settings' : 'settings by name') : 'text';
}

/** Writes JSON the way ECR gives repository policies back, which is never the way they were sent. */

/**
 * Objects one member a line, lists on one line, ` : ` between name and value: Jackson's pretty printer. Who compares policies as
 * text finds out here and not in AWS.
 */
export function formatPolicy(value: unknown, indent = ''): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map((item) => formatPolicy(item, indent)).join(', ')} ]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const members = Object.entries(value).map(
    ([name, item]) => `${inner}${JSON.stringify(name)} : ${formatPolicy(item, inner)}`,
  );
  return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`;
}

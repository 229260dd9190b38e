/** Renders the page of one command from the manifest. */

/** @param {{ id: string, summary?: string, description?: string, examples?: (string | { command: string, description?: string })[], flags: object, args: object, strict?: boolean }} command */
export function renderCommand(command) {
  const name = `lading ${command.id.replaceAll(':', ' ')}`;
  return [
    `# ${name}`,
    'Generated from the command; not to be edited by hand.',
    fill(command.summary, command),
    fill(command.description, command),
    `\`\`\`\n${[name, ...argumentsOf(command), '[FLAGS]'].join(' ')}\n\`\`\``,
    table(
      'Arguments',
      Object.values(command.args ?? {}).map(({ name: argument, required, description }) => [
        `\`${argument.toUpperCase()}\``,
        `${required ? '**Required.** ' : ''}${description ?? ''}`,
      ]),
    ),
    ...flagTables(command),
    examples(command),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function argumentsOf({ args, strict }) {
  return Object.values(args ?? {}).map(({ name, required }) => {
    const shown = `${name.toUpperCase()}${strict === false ? '…' : ''}`;
    return required ? shown : `[${shown}]`;
  });
}

/** One table a group, in the order in which the groups first appear; flags without a group come first. */
function flagTables({ flags }) {
  const groups = new Map([['Flags', []]]);
  for (const flag of Object.values(flags ?? {}).filter(({ hidden }) => !hidden)) {
    const title = flag.helpGroup ? `${capitalised(flag.helpGroup)} flags` : 'Flags';
    groups.set(title, [...(groups.get(title) ?? []), [spelling(flag), describe(flag)]]);
  }
  return [...groups].map(([title, rows]) => table(title, rows));
}

function spelling({ name, char, type, allowNo, helpValue, options }) {
  const value = type === 'option' ? `=${helpValue ?? (options ? options.join('|') : 'VALUE')}` : '';
  return `${char ? `\`-${char}\`, ` : ''}\`--${allowNo ? '[no-]' : ''}${name}${value}\``;
}

function describe({ summary, description, default: preset, multiple, required }) {
  const text = summary ?? description ?? '';
  const shown = preset !== undefined && preset !== false ? ` Default: \`${preset}\`.` : '';
  return `${required ? '**Required.** ' : ''}${text}${multiple && !/repeat/.test(text) ? ' Repeatable.' : ''}${shown}`;
}

function table(title, rows) {
  return rows.length > 0
    ? `## ${title}\n\n| | |\n|---|---|\n${rows.map(([left, right]) => `| ${cell(left)} | ${cell(right)} |`).join('\n')}`
    : '';
}

function cell(text) {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function examples(command) {
  const lines = (command.examples ?? []).map((example) =>
    typeof example === 'string'
      ? fill(example, command)
      : `${example.description ? `# ${example.description}\n` : ''}${fill(example.command, command)}`,
  );
  return lines.length > 0 ? `## Examples\n\n\`\`\`sh\n${lines.join('\n')}\n\`\`\`` : '';
}

function fill(text, { id }) {
  return text
    ?.replaceAll('<%= config.bin %>', 'lading')
    .replaceAll('<%= command.id %>', id.replaceAll(':', ' '));
}

function capitalised(word) {
  return word[0] + word.slice(1).toLowerCase();
}

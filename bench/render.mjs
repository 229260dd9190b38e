/** Renders the summary as Markdown tables. */

/**
 * @param {{ cases: ReturnType<typeof import('./summarize.mjs').summarizeCase>[], startUp: object }} summary
 */
export function render({ cases, startUp }) {
  return [
    '| case | | wall, s | lading ÷ script | requests | pushed | above the unavoidable, s | after Active, ms |',
    '|---|---|---|---|---|---|---|---|',
    ...cases.flatMap((figures) => [
      row(figures.title, 'script', figures.script, ''),
      row('', 'lading', figures.lading, `**${figures.ratio.median.toFixed(2)}** ${range(figures.ratio, 2)}`),
      `| | unavoidable | ${seconds(figures.unavoidable)} | | | | | |`,
    ]),
    '',
    '| start-up | ms | ÷ bare Node.js |',
    '|---|---|---|',
    ...Object.entries(startUp).map(
      ([name, { wall, ratio }]) =>
        `| \`${name}\` | ${wall.median.toFixed(0)} ${range(wall, 0)} | ${ratio ? `${ratio.median.toFixed(2)} ${range(ratio, 2)}` : ''} |`,
    ),
  ].join('\n');
}

function row(title, side, { wall, requests, pushed, above, returned }, ratio) {
  const cells = [
    title,
    side,
    seconds(wall),
    ratio,
    requests.median.toFixed(0),
    bytes(pushed.median),
    seconds(above),
    returned ? `${returned.median.toFixed(0)} ${range(returned, 0)}` : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function bytes(count) {
  return count < 100_000 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

function seconds({ median, min, max }) {
  return `${(median / 1000).toFixed(2)} ${range({ min: min / 1000, max: max / 1000 }, 2)}`;
}

function range({ min, max }, digits) {
  return `(${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

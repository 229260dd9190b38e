/** The result of a deploy as text. */
import type { DeployResult } from '../pipeline/deploy-result.js';
import type { Paint } from './paint.js';
import { renderBytes } from './render-bytes.js';

/** Several lines: the pinned image first, then a line a function. */
export function renderDeploy(result: DeployResult, paint: Paint): string {
  const { image, functions, timings } = result;
  const width = Math.max(...functions.map(({ name }) => name.length));
  return [
    `${paint.strong('image')}  ${image.uri}`,
    `       ${paint.faint(`${image.tag}, ${image.architecture}, ${renderBytes(image.compressedBytes)}, ${image.layers.pushed} of ${image.layers.total} layers sent`)}`,
    ...functions.map((released) => renderFunction(released, width, paint)),
    result.changed
      ? `Done in ${(timings.total / 1000).toFixed(1)} s.`
      : 'Nothing to do: everything is as it should be.',
  ].join('\n');
}

function renderFunction(released: DeployResult['functions'][number], width: number, paint: Paint): string {
  const action = { created: paint.added, updated: paint.changed, unchanged: paint.faint }[released.action](
    released.action,
  );
  const aliases = released.aliases.map(
    ({ name, version, from }) =>
      `${name} → ${version}${from === undefined ? '' : ` (all traffic, before: version ${from})`}`,
  );
  const facts = [
    action,
    released.state,
    ...(released.version ? [`version ${released.version}`] : []),
    ...aliases,
    ...(released.functionUrl ? [released.functionUrl] : []),
  ];
  return `${released.name.padEnd(width)}  ${facts.join(', ')}`;
}

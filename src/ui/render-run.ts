/** A function that runs on this machine, as text: where it answers, and what became of a change. */
import type { RunResult } from '../pipeline/run-result.js';
import type { Served, ServeNews } from '../pipeline/serve.js';
import type { Paint } from './paint.js';
import { renderError } from './render-error.js';

/** What can be pasted into another terminal. */
export function renderRun(result: RunResult, http: boolean, paint: Paint): string {
  const { url, invocations, init, memorySize, timeout, debugPort } = result;
  const facts = [
    `${memorySize} MB`,
    ...(debugPort === null ? [`${timeout} s`] : ['no timeout']),
    result.image.architecture,
    `network ${result.network}`,
    ...(init.kind === 'ready' ? [`ready after ${init.milliseconds} ms`] : []),
  ];
  return [
    `${paint.strong(result.function)} answers on ${paint.strong(url)} (${facts.join(', ')}).`,
    ...(http ? [`  HTTP:     curl ${url}/`] : []),
    `  curl:     curl -d '{}' ${invocations}`,
    `  AWS CLI:  aws lambda invoke --endpoint-url ${url} --region ${result.region} --function-name function out.json`,
    ...(debugPort === null ? [] : [`  debugger: 127.0.0.1:${debugPort}`]),
    'Ctrl-C stops it.',
  ].join('\n');
}

/** A start that failed, and what that means for those who send events. */
export function renderTrouble({ message, suggestions }: Trouble, consequence: string, paint: Paint): string {
  const lines = [`${paint.changed('Warning')}: ${message} ${consequence}`];
  return [...lines, ...suggestions.map((suggestion) => `  Try: ${suggestion}`)].join('\n');
}

type Trouble = NonNullable<Served['trouble']>;

/** What became of a change of the build context. */
export function renderNews(news: ServeNews, paint: Paint): string {
  switch (news.kind) {
    case 'changed':
      return `Changed: ${shortened(news.paths)}. Building …`;
    case 'same':
      return 'The image is the same as before; nothing to exchange.';
    case 'swapped':
      return `${paint.strong('Serving the new image')} ${news.hosted.imageId.slice(0, 19)} (ready after ${Math.round(news.init.milliseconds)} ms).`;
    case 'not-built':
      return `${renderError(news.error, [], paint)}\nThe former image goes on serving.`;
    case 'not-ready':
      return renderTrouble(news.trouble, 'The former image goes on serving.', paint);
  }
}

const shownPaths = 3;

function shortened(paths: readonly string[]): string {
  const more = paths.length - shownPaths;
  return `${paths.slice(0, shownPaths).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

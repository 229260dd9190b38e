import { expect, it } from 'vitest';
import type { LogEvent } from '../../../src/domain/logs/log-event.js';
import { createShownEvents } from '../../../src/domain/logs/shown-events.js';

const event = (message: string, at = 1): LogEvent => ({ message, at, ingestedAt: at, stream: 's' });
const texts = (events: readonly LogEvent[]): string[] => events.map(({ message }) => message);

it('shows what windows overlap in once, and what came in late', () => {
  const shown = createShownEvents();
  expect(texts(shown.openWindow().take([event('a', 10), event('c', 30)]))).toEqual(['a', 'c']);
  expect(texts(shown.openWindow().take([event('a', 10), event('b', 20), event('c', 30)]))).toEqual(['b']);
});

it('tells equal events apart by how many there are, also over the parts of a window', () => {
  const shown = createShownEvents();
  const first = shown.openWindow();
  expect(first.take([event('x')])).toHaveLength(1);
  expect(first.take([event('x')])).toHaveLength(1);
  expect(shown.openWindow().take([event('x'), event('x'), event('x')])).toHaveLength(1);
});

it('does not repeat from a live tail what a window showed, whichever came first', () => {
  const shown = createShownEvents();
  shown.openWindow().take([event('old')]);
  shown.openWindow().take([event('old'), event('both')]);
  // Also what came in just before the tail began.
  expect(texts(shown.fromTail([event('old'), event('both'), event('new')]))).toEqual(['new']);
  expect(
    texts(shown.openWindow().take([event('old'), event('both'), event('new'), event('missed')])),
  ).toEqual(['missed']);
});

it('shows equal events of a live tail as often as they come', () => {
  const shown = createShownEvents();
  shown.openWindow().take([event('x')]);
  shown.openWindow().take([event('x')]);
  expect(shown.fromTail([event('x'), event('x')])).toHaveLength(1);
});

it('forgets what windows will not reach any more', () => {
  const shown = createShownEvents();
  shown.openWindow().take([event('a', 10), event('b', 20)]);
  shown.forgetBefore(20);
  expect(texts(shown.openWindow().take([event('a', 10), event('b', 20)]))).toEqual(['a']);
});

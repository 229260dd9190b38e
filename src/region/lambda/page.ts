/** Cuts lists into pages. */
import { z } from 'zod';
import { invalid } from './settings-rules.js';

/** The members every list operation takes. */
export const pageShape = {
  Marker: z.string().optional(),
  MaxItems: z.number().int().min(1).max(10_000).optional(),
};

export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/**
 * At most `MaxItems`, and never more than 50, items from the marker on. A marker names the first item of its page by key, so
 * that items added or removed in between shift nothing.
 * @throws WireError InvalidParameterValueException 400 for a marker that no answer gave
 */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { Marker, MaxItems = 50 }: PageRequest,
): { items: readonly T[]; next: { NextMarker?: string } } {
  const start = Marker === undefined ? 0 : items.findIndex((item) => keyOf(item) === decode(Marker));
  if (start < 0) throw invalid('Invalid marker.');
  const end = start + Math.min(MaxItems, 50);
  const following = items[end];
  return {
    items: items.slice(start, end),
    next: following === undefined ? {} : { NextMarker: encode(keyOf(following)) },
  };
}

function encode(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function decode(marker: string): string {
  return Buffer.from(marker, 'base64url').toString();
}

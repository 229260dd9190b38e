/** Cuts lists into pages. */
import * as z from 'zod';
import { invalid } from './settings-rules.js';

/** Of most operations: items in one answer. */
const longestPage = 50;

/** The members every list operation takes. */
export const pageShape = {
  Marker: z.string().optional(),
  MaxItems: z.number().int().min(1).max(10_000).optional(),
};

/** The members of those whose model allows no more than a page of 50. */
export const shortPageShape = { ...pageShape, MaxItems: z.number().int().min(1).max(50).optional() };

export interface PageRequest {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/**
 * At most `MaxItems` items from the marker on. A marker names the first item of its page by key, so that items added or removed
 * in between shift nothing.
 * @param longest what one answer holds at most, whatever was asked for
 * @throws WireError InvalidParameterValueException 400 for a marker that no answer gave
 */
export function page<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { Marker, MaxItems = longestPage }: PageRequest,
  longest = longestPage,
): { items: readonly T[]; next: { NextMarker?: string } } {
  const start = Marker === undefined ? 0 : items.findIndex((item) => keyOf(item) === decode(Marker));
  if (start < 0) throw invalid('Invalid marker.');
  const end = start + Math.min(MaxItems, longest);
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

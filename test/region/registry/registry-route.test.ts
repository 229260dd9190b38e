/** Paths and positions of the distribution API. */
import { describe, expect, it } from 'vitest';
import { parseContentRange, parseRange } from '../../../src/region/registry/byte-ranges.js';
import { parseRegistryRoute } from '../../../src/region/registry/registry-route.js';

describe('parseRegistryRoute', () => {
  it.each([
    ['/v2/', { kind: 'ping' }],
    ['/v2', { kind: 'ping' }],
    ['/v2/app/tags/list', { kind: 'tags', name: 'app' }],
    ['/v2/a/b/manifests/v1', { kind: 'manifest', name: 'a/b', reference: 'v1' }],
    ['/v2/app/manifests/sha256%3Aab', { kind: 'manifest', name: 'app', reference: 'sha256:ab' }],
    ['/v2/app/blobs/uploads/', { kind: 'uploads', name: 'app' }],
    ['/v2/app/blobs/uploads', { kind: 'uploads', name: 'app' }],
    ['/v2/app/blobs/uploads/1-2', { kind: 'upload', name: 'app', reference: '1-2' }],
    ['/v2/app/blobs/sha256:ab', { kind: 'blob', name: 'app', reference: 'sha256:ab' }],
    ['/v2/a/tags/b/manifests/v1', { kind: 'manifest', name: 'a/tags/b', reference: 'v1' }],
    ['/v2/a/blobs/b/tags/list', { kind: 'tags', name: 'a/blobs/b' }],
    ['/v2/app', undefined],
    ['/v2/app/manifests/', undefined],
    ['/v2/%zz/manifests/v1', undefined],
    ['/v1/app/manifests/v1', undefined],
  ])('%s', (path, route) => {
    expect(parseRegistryRoute(path)).toEqual(route);
  });
});

describe('parseRange', () => {
  it.each([
    [undefined, undefined],
    ['bytes=0-4', { start: 0, end: 4 }],
    ['bytes=5-', { start: 5, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }],
    ['bytes=-30', { start: 0, end: 9 }],
    ['bytes=8-100', { start: 8, end: 9 }],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=4-2', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-1', undefined],
  ])('%s of ten bytes', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });
});

describe('parseContentRange', () => {
  it.each([
    ['0-9', { start: 0, end: 9 }],
    ['bytes 10-19/100', { start: 10, end: 19 }],
    ['bytes 10-19/*', { start: 10, end: 19 }],
    ['9-0', undefined],
    ['10', undefined],
  ])('%s', (header, range) => {
    expect(parseContentRange(header)).toEqual(range);
  });
});

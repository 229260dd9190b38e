import { describe, expect, it } from 'vitest';
import { callerName, parseReleaseNote, renderReleaseNote } from '../../src/domain/release-note.js';

const note = {
  lading: '1.2.3',
  tags: ['image-0a1b2c3d4e5f', 'v3'],
  git: '0a1b2c3d4e5f',
  dirty: true,
  by: 'alice',
};

describe('a release note', () => {
  it('is one readable line that parses back', () => {
    const text = renderReleaseNote(note);
    expect(text).toBe('lading/1.2.3 tags=image-0a1b2c3d4e5f,v3 git=0a1b2c3d4e5f+dirty by=alice');
    expect(parseReleaseNote(text)).toEqual(note);
  });

  it.each([
    [{ lading: '1', tags: [], dirty: false }],
    [{ lading: '1', tags: ['a'], dirty: false, git: 'abc' }],
    [{ lading: '1', tags: [], dirty: false, back: '3' }],
  ])('round-trips %j', (some) => {
    expect(parseReleaseNote(renderReleaseNote(some))).toEqual(some);
  });

  it('drops the last tags first to stay within 256 characters', () => {
    const tags = Array.from({ length: 30 }, (_, index) => `a-rather-long-tag-${index}`);
    const text = renderReleaseNote({ ...note, tags });
    expect(text.length).toBeLessThanOrEqual(256);
    const parsed = parseReleaseNote(text);
    expect(parsed?.tags).toEqual(tags.slice(0, parsed?.tags.length));
    expect(parsed?.git).toBe(note.git);
  });

  it('keeps the end of a name that is too long, and everything that counts', () => {
    const by = `${'division/'.repeat(40)}alice`;
    const text = renderReleaseNote({ ...note, by, back: '12' });
    expect(text).toHaveLength(256);
    expect(parseReleaseNote(text)).toMatchObject({
      git: note.git,
      by: expect.stringMatching(/division\/alice$/),
      back: '12',
    });
  });

  it.each(['', 'My function', 'v1', 'deployed by lading/1'])('takes %j for somebody else’s', (text) => {
    expect(parseReleaseNote(text)).toBeUndefined();
  });
});

it.each([
  ['arn:aws:iam::123456789012:user/alice', 'alice'],
  ['arn:aws:sts::123456789012:assumed-role/Deploy/github', 'Deploy/github'],
  ['arn:aws:iam::123456789012:root', 'root'],
])('%s is called %s', (arn, name) => {
  expect(callerName(arn)).toBe(name);
});

import { expect, it } from 'vitest';
import { inactiveWarning } from '../../src/domain/inactive-warning.js';

it('warns of a function that sleeps, with the command that wakes it', () => {
  expect(inactiveWarning({ name: 'app', state: 'Active' })).toEqual([]);
  const [warning] = inactiveWarning({ name: 'app', state: 'Inactive' });
  expect(warning?.message).toContain('Function app is Inactive');
  expect(warning?.suggestions[0]).toContain('lading invoke app');
});

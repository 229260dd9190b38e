import { describe, expect, it } from 'vitest';
import { masked } from '../../src/domain/field-change.js';
import { imageIsBroken } from '../../src/domain/function-state.js';
import { updateOrder } from '../../src/domain/update-order.js';
import { observedWith } from './functions.js';

const more = { path: 'memorySize', from: 128, to: 256 };
const less = { path: 'memorySize', from: 256, to: 128 };
const added = { path: 'environment.NEW', to: masked };

describe('updateOrder', () => {
  it.each([
    ['nothing changes', [], 'code-first'],
    ['more memory', [more], 'configuration-first'],
    ['less memory', [less], 'code-first'],
    ['longer timeout', [{ path: 'timeout', from: 3, to: 30 }], 'configuration-first'],
    ['shorter timeout', [{ path: 'timeout', from: 30, to: 3 }], 'code-first'],
    ['more /tmp', [{ path: 'ephemeralStorage', from: 512, to: 1024 }], 'configuration-first'],
    ['a new variable', [added], 'configuration-first'],
    ['a changed variable', [{ path: 'environment.OLD', from: masked, to: masked }], 'code-first'],
    ['a removed variable', [{ path: 'environment.OLD', from: masked }], 'code-first'],
    ['a new command', [{ path: 'imageConfig.command', to: ['x'] }], 'code-first'],
    ['another role', [{ path: 'role', from: 'a', to: 'b' }], 'code-first'],
    ['a new file system', [{ path: 'fileSystems', to: [] }], 'configuration-first'],
    ['only the description', [{ path: 'description', from: 'a', to: 'b' }], 'configuration-first'],
    ['several that only add', [more, added], 'configuration-first'],
    ['one among them that takes away', [more, added, { path: 'timeout', from: 30, to: 3 }], 'code-first'],
    ['detaching from a VPC', [{ path: 'vpc.subnetIds', from: ['a'] }], 'code-first'],
  ])('%s', (_what, changes, expected) => {
    expect(updateOrder(observedWith(), changes)).toBe(expected);
  });

  // failures.md case 3, E11: anything but new code first would wait for ever.
  it.each([
    ['Inactive', 'ImageDeleted', true],
    ['Inactive', 'ImageAccessDenied', true],
    ['Failed', 'InvalidImage', true],
    ['Failed', 'ImageDeleted', true],
    ['Inactive', 'Idle', false],
    ['Failed', 'EniLimitExceeded', false],
    ['Active', 'ImageDeleted', false],
  ])('%s because of %s', (state, stateReasonCode, broken) => {
    const observed = observedWith({ state, stateReasonCode });
    expect(imageIsBroken(observed)).toBe(broken);
    expect(updateOrder(observed, [more])).toBe(broken ? 'code-first' : 'configuration-first');
  });

  it('does not call a function broken for which Lambda gives no reason', () => {
    expect(imageIsBroken(observedWith({ state: 'Inactive' }))).toBe(false);
  });
});

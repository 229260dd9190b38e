/** Issue 3 item 10: every refusal recorded against real AWS that a deploy can meet is told by a code, verbatim. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/errors/codes.js';
import { codes } from '../../../src/errors/codes.js';
import { recordedRefusals, recordingsExist } from '../../region/conformance/recordings.js';
import { expectRefusal } from './both-faces.js';
import type { Way } from './provocations.js';
import { provoked } from './provoke.js';
import { openScenes, type ScenePool } from './scene-pool.js';

/** Where a deploy meets it, and what it is then. */
const expected: readonly [text: RegExp, way: Way, code: ErrorCode][] = [
  [/updating a function with packageType Zip/, 'code', 'PACKAGE_TYPE_ZIP'],
  [/updating a function with packageType Image/, 'code', 'REMOTE_REFUSED'],
  [/An update is in progress/, 'code', 'FUNCTION_BUSY'],
  [/Revision Id provided does not match/, 'code', 'FUNCTION_CHANGED_MEANWHILE'],
  [/^Function not found/, 'code', 'FUNCTION_NOT_FOUND'],
  [/^CodeSHA256/, 'version', 'FUNCTION_CHANGED_MEANWHILE'],
  [/^Alias already exists/, 'alias', 'FUNCTION_CHANGED_MEANWHILE'],
  [/^Cannot find alias/, 'alias', 'FUNCTION_NOT_FOUND'],
  [
    /AdditionalVersionWeights|pointing to more than 1 version|routing configuration/,
    'alias',
    'CONFIG_INVALID',
  ],
  [/at 'routingConfig\.additionalVersionWeights' failed/, 'alias', 'REMOTE_REFUSED'],
];

const title = recordingsExist
  ? 'the tool meets what AWS said:'
  : 'the tool meets what AWS said (skipped: ../shared/aws-recordings is not here):';

describe.skipIf(!recordingsExist).concurrent(title, () => {
  let scenes: ScenePool;
  beforeAll(async () => {
    scenes = await openScenes(2);
  });
  afterAll(() => scenes?.close());

  const refusals = recordingsExist ? recordedRefusals() : [];
  it.each(refusals.map((refusal, index) => [refusal.message, refusal, index] as const))(
    '%s',
    async (text, { name, status }, index) => {
      const found = expected.find(([pattern]) => pattern.test(text));
      if (!found) throw new Error('nothing says where a deploy meets this');
      const [, way, code] = found;
      const run = await scenes.use((scene) =>
        provoked(scene, { way, code, name, status }, text, `recorded-${index}`, '--json'),
      );
      const { suggestions } = expectRefusal(run, { code, exit: codes[code].exitCode, says: [text] });
      if (code !== 'REMOTE_REFUSED') expect(suggestions.length).toBeGreaterThan(0);
    },
  );
});

/** Issue 3 item 9: every text of the failure catalogue, brought before the command line: code, exit code, verbatim, with a remedy. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codes } from '../../../src/errors/codes.js';
import { recordedTexts } from '../../errors/recorded-texts.js';
import { expectRefusal, expectRefusalText, type Refusal } from './both-faces.js';
import { type Provocation, provocations } from './provocations.js';
import { provoked } from './provoke.js';
import type { Scene } from './scene.js';
import { openScenes, type ScenePool } from './scene-pool.js';

let scenes: ScenePool;

beforeAll(async () => {
  scenes = await openScenes(3);
});

afterAll(() => scenes?.close());

describe.concurrent('the tool meets', () => {
  const seen: Record<string, number> = {};
  const rows = recordedTexts.map(([id, text]) => {
    const entry = provocations[id];
    const nth = seen[id] ?? 0;
    seen[id] = nth + 1;
    return [id, text, Array.isArray(entry) ? entry[nth] : entry, `row-${id.toLowerCase()}-${nth}`] as const;
  });
  // The slow ones first: they are waited for while the others run.
  const ordered = [...rows].sort((a, b) => Number(b[2]?.slow ?? false) - Number(a[2]?.slow ?? false));

  it.each(ordered)('%s: %s', async (_id, text, provocation: Provocation | undefined, name) => {
    if (!provocation) throw new Error('nothing in provocations.ts says how this text reaches the tool');
    await scenes.use((scene) => meets(scene, provocation, text, name));
  });
});

async function meets(scene: Scene, provocation: Provocation, text: string, name: string): Promise<void> {
  const { code } = provocation;
  const says = [provocation.says ?? shown(text, scene)];
  const refusal: Refusal = { code, exit: codes[code].exitCode, says };
  const json = await provoked(scene, provocation, text, `${name}j`, '--json');
  const { suggestions } = expectRefusal(json, refusal);
  expect(suggestions.length, json.stdout).toBeGreaterThan(0);
  if (provocation.slow) return;
  const plain = await provoked(scene, provocation, text, `${name}t`);
  const named = suggestions.map((suggestion) => suggestion.replaceAll(`${name}j`, `${name}t`));
  expectRefusalText(plain, refusal, named);
}

/** Verbatim, but for the error's name in front, Lambda's literal %s, and values of the environment. */
function shown(text: string, scene: Scene): string {
  return text
    .replace(/^[A-Z]\w+Exception: /, '')
    .replace(' %s ', ` ${scene.repository}@${scene.images.v1.digest} `)
    .replace(/(String measured: ).*/s, '$1[redacted]');
}

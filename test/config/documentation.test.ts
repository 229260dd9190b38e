/** The examples of docs/configuration.md are configurations that lading takes. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { OnlineLookups } from '../../src/config/lookups.js';
import { parseConfig } from './parse-config.js';

const text = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml);

const lookups = {
  online: async (): Promise<OnlineLookups> => ({
    identity: {
      region: async () => 'eu-west-1',
      caller: async () => ({ account: '123456789012', arn: '', partition: 'aws', region: 'eu-west-1' }),
    },
    parameters: {
      read: async (names) =>
        new Map(
          names.map((name) => [
            name,
            { value: '30', kind: name.endsWith('key') ? 'SecureString' : 'String' } as const,
          ]),
        ),
    },
    secrets: { read: async () => '{"password":"long enough"}' },
  }),
};

test.each(examples)('%s', async (example) => {
  const yaml = /^name:/m.test(example) ? example : `name: thumbnails\n${example}`;
  const stage = example.includes('stages:') ? { stage: 'prod' } : {};
  const settings = await parseConfig(yaml, 'lading.yaml', stage, lookups);
  expect(settings.functions.resize).toBeDefined();
});

test('there are examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(3);
});

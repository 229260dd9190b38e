/** An image out of the real engine and back into it. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { describeEngine, noSignal, realEngine, uniqueImage } from '../../servers/engine.js';

describeEngine('image archives', () => {
  test('an image that was exported and removed is loaded as the same image', async () => {
    const engine = await realEngine();
    const id = await uniqueImage();
    const name = `lading/test-archive:${randomUUID()}`;
    execFileSync('docker', ['tag', id, name]);
    const archive = await buffer(await engine.exportImage(name, noSignal));
    execFileSync('docker', ['rmi', '--force', id]);
    expect(await engine.inspect(id)).toBeUndefined();
    expect(await engine.load(Readable.from([archive]), noSignal)).toEqual([name]);
    expect(await engine.inspect(name)).toMatchObject({ id });
  });

  test('what is no archive is refused', async () => {
    const engine = await realEngine();
    await expect(
      engine.load(Readable.from([Buffer.from('not a tar archive at all'.repeat(50))]), noSignal),
    ).rejects.toMatchObject({ code: 'IMAGE_UNSUITABLE' });
  });

  test('an image that does not exist', async () => {
    const engine = await realEngine();
    await expect(engine.exportImage(`lading/none:${randomUUID()}`, noSignal)).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
    });
  });
});

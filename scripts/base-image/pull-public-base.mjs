/** Tries to get AWS's public base image, and gives up soon where there is no way out. */
import { readMessages } from './read-messages.mjs';

/** Milliseconds: until the engine says anything, and for the whole pull (about 200 MB). */
const patience = { firstWord: 10_000, whole: 60_000 };

/**
 * @param {import('dockerode')} docker
 * @param {string} reference `public.ecr.aws/lambda/nodejs:22`
 * @returns {Promise<{ pulled: true } | { pulled: false, why: string }>}
 */
export async function pullPublicBase(docker, reference, { firstWord, whole } = patience) {
  const known = await docker
    .getImage(reference)
    .inspect()
    .catch((error) => {
      if (error.statusCode !== 404) throw error;
    });
  if (known) return { pulled: true };
  const stop = new AbortController();
  const deadline = setTimeout(() => stop.abort(new Error(`it was not here after ${whole / 1000} s`)), whole);
  const silence = setTimeout(() => stop.abort(new Error(`nothing came in ${firstWord / 1000} s`)), firstWord);
  try {
    const stream = await docker.pull(reference, { abortSignal: stop.signal });
    await readMessages(stream, () => clearTimeout(silence));
    return { pulled: true };
  } catch (error) {
    const cause = stop.signal.aborted ? stop.signal.reason : error;
    return { pulled: false, why: cause.message.replace(/^\(HTTP code \d+\) [^-]*- /, '').trim() };
  } finally {
    clearTimeout(deadline);
    clearTimeout(silence);
  }
}

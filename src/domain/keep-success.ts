/** Makes a value at its first use and keeps it, unless making it failed. */

/** Calls meanwhile share one attempt; the next call after a failed one tries again. */
export function keepSuccess<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}

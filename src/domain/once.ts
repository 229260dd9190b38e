/** Makes a value at its first use and keeps it. */

/** Every call answers with the same promise; `make` runs at the first one. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

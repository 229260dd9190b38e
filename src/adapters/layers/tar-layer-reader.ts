/** The layer reader behind the port; what parses archives is loaded when the first one is read. */
import type { LayerReader } from '../../ports/layer-reader.js';

export function createLayerReader(): LayerReader {
  return {
    async read(archive, mediaType, onEntry, signal) {
      const { readTar } = await import('./read-tar.js');
      return readTar(archive, mediaType, onEntry, signal);
    },
  };
}

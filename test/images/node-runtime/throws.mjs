/** Fails while it is loaded. */

throw new RangeError('the configuration has no bucket');

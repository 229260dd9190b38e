/** Takes 400 MB while it is loaded. */

// Filled, since memory that nobody wrote to is not there.
const taken = Array.from({ length: 400 }, () => Buffer.alloc(1024 * 1024, 1));

export const handler = async () => taken.length;

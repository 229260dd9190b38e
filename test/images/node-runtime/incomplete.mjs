/** Needs a package that nobody put into the image. */

const { answer } = await import('left-out-of-the-image');

export const handler = async () => answer;

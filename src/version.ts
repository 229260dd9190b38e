/** The version of lading itself. */

/** Put in by the bundler (scripts/build/bundle.mjs). */
declare const LADING_VERSION: string | undefined;

/** `dev` when it runs from its sources. */
export const ladingVersion = typeof LADING_VERSION === 'string' ? LADING_VERSION : 'dev';

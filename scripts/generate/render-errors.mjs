/** Renders docs/errors.md from the table of codes. */

const meanings = {
  1: 'a bug in lading',
  2: 'usage or configuration',
  3: 'this machine is not ready',
  4: 'refused or failed remotely',
  5: 'timed out waiting',
  6: '`plan --exit-code`: there are changes',
  130: 'interrupted',
};

/** @param {Record<string, { exitCode: number, meaning: string }>} codes */
export function renderErrors(codes) {
  const rows = Object.entries(meanings).map(([exit, meaning]) => `| ${exit} | ${meaning} |`);
  const sections = Object.entries(codes).map(
    ([code, { exitCode, meaning }]) =>
      `## ${code}\n\n${meaning}\n\nExit code ${exitCode}: ${meanings[exitCode]}.\n`,
  );
  return `# Errors

Generated from \`src/errors/codes.ts\`; not to be edited by hand.

Every failure has a code that does not change between releases. In text it stands in front of the message; with \`--json\` it is
\`error.code\` of the one document on stdout. The exit code is the same with and without \`--json\`:

| exit code | means |
|---|---|
| 0 | done, or nothing to do |
${rows.join('\n')}

${sections.join('\n')}`;
}

/** What is said of an image whose extension ended when it should not have. */
import { type Finding, unsuitable } from '../finding.js';
import { evidenceIn } from './evidence.js';
import { quote } from './quote.js';

/** `name`: its file in `/opt/extensions`. `why`: ends the sentence about it. Evidence are the lines of `output` that name it, else the last. */
export function extensionFinding(name: string, why: string, output: string): Finding {
  const file = `/opt/extensions/${quote(name)}`;
  const finding = unsuitable('C30', `its extension ${file} ${why}`, [
    `Run it in the image: docker run --rm --entrypoint ${file} IMAGE`,
    `Or remove it: RUN rm ${file}`,
  ]);
  return { ...finding, evidence: evidenceIn(output, new RegExp(escaped(name))) };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

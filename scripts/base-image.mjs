/** `node scripts/base-image.mjs [--offline]`: a base image with Node.js for the quickstart; its name is all of stdout. */
import Docker from 'dockerode';
import { importHostBase } from './base-image/import-host-base.mjs';
import { pullPublicBase } from './base-image/pull-public-base.mjs';

const publicBase = 'public.ecr.aws/lambda/nodejs:22';

/** Says on stderr which base it is and why. */
async function ensureBase({ offline }) {
  const docker = new Docker();
  const attempt = offline ? { pulled: false, why: '--offline' } : await pullPublicBase(docker, publicBase);
  if (attempt.pulled) {
    say(`Base image: AWS's public ${publicBase}.`);
    return publicBase;
  }
  say(`AWS's public base image ${publicBase} cannot be pulled (${attempt.why}).`);
  const { reference, imported } = await importHostBase(docker);
  const how = imported ? 'made now from' : 'made before from';
  say(
    `Base image: ${reference}, ${how} this machine's own ${process.execPath} and its libraries. Not AWS's, but enough to try.`,
  );
  return reference;
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

try {
  process.stdout.write(`${await ensureBase({ offline: process.argv.includes('--offline') })}\n`);
} catch (error) {
  say(`No base image: ${error.message}`);
  process.exitCode = 3;
}

/** Measures one case once: the script, lading and the bare engine, each on a project of its own in the same state. */
import { fileURLToPath } from 'node:url';
import { bareBuild, barePush } from './bare-engine.mjs';
import { architecture } from './create-project.mjs';
import { runProcess } from './run-process.mjs';
import { activationDelay, lading, latency } from './start-world.mjs';

const script = fileURLToPath(new URL('./script/deploy.sh', import.meta.url));
const lambdaChanges = new Set(['CreateFunction', 'UpdateFunctionCode', 'UpdateFunctionConfiguration']);

/**
 * @typedef {object} Side
 * @property {number} wall milliseconds of the whole process
 * @property {number} requests seen by the region
 * @property {number} pushed bytes sent to the registry
 * @property {number} [returned] milliseconds from the function turning Active to the end of the process
 *
 * @param {import('./cases.mjs').Case} what
 * @param {{ script: Project, lading: Project, bare: Project }} projects
 * @param {import('./start-world.mjs').World} world
 * @param {boolean} scriptFirst who goes first has the colder machine: it changes from pair to pair
 * @returns {Promise<{ script: Side, lading: Side, unavoidable: number }>}
 *
 * @typedef {import('./create-project.mjs').Project} Project
 */
export async function measurePair(what, projects, world, scriptFirst) {
  if (what.change) for (const project of Object.values(projects)) await project[what.change]();
  const sides = {
    script: () => runScript(what.script, projects.script, world),
    lading: () => runLading(what.lading, projects.lading, world),
  };
  const result = {};
  for (const name of scriptFirst ? ['script', 'lading'] : ['lading', 'script']) {
    await world.takeRequests();
    const { milliseconds, endedAt } = await sides[name]();
    result[name] = account(milliseconds, endedAt, await world.takeRequests(), what);
  }
  return { ...result, unavoidable: await unavoidable(what.unavoidable, projects.bare, world) };
}

/** @param {string} kind @param {Project} project @param {import('./start-world.mjs').World} world */
export function runScript(kind, project, world) {
  const env = {
    ...world.env,
    REGISTRY: world.registry,
    REPOSITORY: project.name,
    TAG: project.tag,
    ROLE: world.role,
    ARCHITECTURE: architecture,
    MEMORY: String(project.memory),
    FUNCTIONS: project.functions.join(' '),
  };
  return runProcess('bash', [script, kind, project.folder], { env });
}

/** @param {readonly string[]} flags @param {Project} project @param {import('./start-world.mjs').World} world */
export function runLading(flags, project, world) {
  return runProcess(process.execPath, [lading, 'deploy', ...flags], { cwd: project.folder, env: world.env });
}

/** @returns {Side} */
function account(wall, endedAt, requests, { unavoidable: { activations, rounds } }) {
  const sent = requests.filter(({ service, mutating }) => service === 'registry' && mutating);
  const changes = requests.filter(({ operation }) => lambdaChanges.has(operation)).map(({ at }) => at);
  const endsActive = activations === 1 && rounds.at(-1) === 'GetFunction, Active';
  return {
    wall,
    requests: requests.length,
    pushed: sent.reduce((sum, { requestBytes }) => sum + requestBytes, 0),
    ...(endsActive && { returned: endedAt - Math.max(...changes) - activationDelay }),
  };
}

/**
 * Milliseconds that remain for a tool that costs nothing: the engine's build and push without a tool, Lambda's delays, and
 * the latency of the requests of which each needs the answer of the one before.
 */
async function unavoidable({ build, push, rounds, activations }, project, { registry, env }) {
  const built = build ? await bareBuild(project) : { milliseconds: 0, id: '' };
  let sent = 0;
  if (push) {
    const aws = ['ecr', 'get-login-password'];
    const password = (await runProcess('aws', aws, { env })).stdout.trim();
    const target = { registry, repository: project.name, tag: project.tag, password };
    sent = (await barePush(built.id, target)).milliseconds;
  }
  // Token and reads go on beside the build, but no build is faster than they are.
  return (
    Math.max(built.milliseconds, latency) + sent + rounds.length * latency + activations * activationDelay
  );
}

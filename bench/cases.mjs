/** What is measured: for each case the change before it, what either side runs, and what no tool could leave out. */

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {string} title
 * @property {'single' | 'four'} projects
 * @property {'changeHandler' | 'changeMemory'} [change]
 * @property {string} script kind of `script/deploy.sh`
 * @property {readonly string[]} lading flags of `lading deploy`
 * @property {Unavoidable} unavoidable
 *
 * @typedef {object} Unavoidable
 * @property {boolean} build
 * @property {boolean} push
 * @property {readonly string[]} rounds requests that need the answer of the one before, after the build; what can go on beside the build is not here
 * @property {number} activations how often Lambda has to be waited for
 */

// The script publishes no version and moves no alias, so lading does not either, but where the case is about that.
const same = ['--no-publish'];
const update = ['UpdateFunctionCode', 'GetFunction, Active'];

/** In this order: each one finds what the one before has left. @type {readonly Case[]} */
export const cases = [
  {
    id: 'first',
    title: 'first deploy',
    projects: 'single',
    script: 'first',
    lading: same,
    unavoidable: {
      build: true,
      push: true,
      rounds: ['CreateRepository', 'CreateFunction', 'GetFunction, Active'],
      activations: 1,
    },
  },
  {
    id: 'nothing',
    title: 'nothing changed',
    projects: 'single',
    script: 'code',
    lading: same,
    unavoidable: { build: true, push: false, rounds: ['is this image there?'], activations: 0 },
  },
  {
    id: 'file',
    title: 'one file changed',
    projects: 'single',
    change: 'changeHandler',
    script: 'code',
    lading: same,
    unavoidable: { build: true, push: true, rounds: update, activations: 1 },
  },
  {
    id: 'configuration',
    title: 'only configuration changed',
    projects: 'single',
    change: 'changeMemory',
    script: 'configuration',
    lading: same,
    unavoidable: {
      build: true,
      push: false,
      rounds: ['is this image there?', 'UpdateFunctionConfiguration', 'GetFunction, Active'],
      activations: 1,
    },
  },
  {
    id: 'configuration-alone',
    title: 'only configuration changed, and the script knows it',
    projects: 'single',
    change: 'changeMemory',
    script: 'configuration-alone',
    lading: same,
    unavoidable: {
      build: true,
      push: false,
      rounds: ['is this image there?', 'UpdateFunctionConfiguration', 'GetFunction, Active'],
      activations: 1,
    },
  },
  {
    id: 'release',
    title: 'one file changed, with a version and an alias',
    projects: 'single',
    change: 'changeHandler',
    script: 'release',
    lading: [],
    unavoidable: {
      build: true,
      push: true,
      rounds: [...update, 'PublishVersion', 'CreateAlias'],
      activations: 1,
    },
  },
  {
    id: 'four',
    title: 'four functions on one image, one file changed',
    projects: 'four',
    change: 'changeHandler',
    script: 'code',
    lading: same,
    unavoidable: { build: true, push: true, rounds: update, activations: 1 },
  },
];

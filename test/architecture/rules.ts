/** The table of docs/architecture.md: which folder may import which, and where each package lives. */

export interface FolderRule {
  /** Path prefix of the files that the rule is for; the first rule that matches decides. */
  readonly folder: string;
  /** Path prefixes of our own files that may be imported, besides the folder itself. */
  readonly mayImport: readonly string[];
  /** Prefixes that may be imported for their types alone. */
  readonly typesOf?: readonly string[];
  /** Packages and Node modules, as prefixes. */
  readonly packages: readonly string[];
}

const ours = (...folders: string[]): string[] => folders.map((folder) => `src/${folder}`);
const commandLine = {
  mayImport: ours(
    'context.ts',
    'config/',
    'pipeline/',
    'services/',
    'ui/',
    'domain/',
    'errors/',
    'base-command.ts',
    'command-config.ts',
    'command-flags.ts',
    'deployment-command.ts',
    'function-command.ts',
    'run-command.ts',
    'usage-error.ts',
  ),
  typesOf: ours('ports/'),
  packages: ['@oclif/core', 'node:'],
};
const adapter = ours('ports/', 'domain/', 'errors/');

export const folderRules: readonly FolderRule[] = [
  { folder: 'src/domain/', mayImport: ours('errors/'), packages: ['node:crypto', 'node:path', 'node:util'] },
  { folder: 'src/errors/', mayImport: [], packages: [] },
  { folder: 'src/ports/', mayImport: [], typesOf: ours('domain/'), packages: [] },
  { folder: 'src/services/', mayImport: ours('domain/', 'errors/', 'ports/'), packages: [] },
  {
    folder: 'src/pipeline/',
    mayImport: ours('services/', 'domain/', 'errors/', 'ports/', 'version.ts'),
    packages: [],
  },
  {
    folder: 'src/adapters/docker/',
    mayImport: adapter,
    packages: [
      'node:',
      'dockerode',
      'docker-modem',
      'debug',
      'tar-stream',
      '@balena/dockerignore',
      '@grpc/grpc-js',
      'protobufjs',
    ],
  },
  { folder: 'src/adapters/registry/', mayImport: adapter, packages: ['node:'] },
  { folder: 'src/adapters/archive/', mayImport: adapter, packages: ['node:'] },
  { folder: 'src/adapters/layers/', mayImport: adapter, packages: ['node:', 'tar-stream'] },
  {
    folder: 'src/adapters/aws/',
    mayImport: adapter,
    packages: ['node:', '@aws-sdk/', '@smithy/', 'p-throttle'],
  },
  { folder: 'src/adapters/node/', mayImport: adapter, packages: ['node:'] },
  {
    folder: 'src/region/',
    mayImport: ours(
      'domain/',
      'errors/',
      'ports/container-engine.ts',
      'ports/sandbox-engine.ts',
      'ports/function-host.ts',
      'ports/function-front.ts',
    ),
    packages: ['node:', 'zod', 'tar-stream'],
  },
  {
    folder: 'src/ui/listr-runner.ts',
    mayImport: ours('ui/', 'pipeline/', 'domain/', 'errors/'),
    packages: ['listr2', 'node:util'],
  },
  {
    folder: 'src/ui/',
    mayImport: ours('pipeline/', 'domain/', 'errors/'),
    packages: ['node:util', 'node:readline'],
  },
  {
    folder: 'src/config/',
    mayImport: ours('domain/', 'errors/'),
    typesOf: ours('ports/'),
    packages: ['zod', 'yaml', 'dotenv', 'node:path'],
  },
  {
    folder: 'src/commands/region/',
    ...commandLine,
    mayImport: [...commandLine.mayImport, 'src/local-region.ts', 'src/region/'],
  },
  { folder: 'src/commands/', ...commandLine },
  { folder: 'src/base-command.ts', ...commandLine },
  { folder: 'src/command-config.ts', ...commandLine },
  { folder: 'src/command-flags.ts', ...commandLine },
  { folder: 'src/deployment-command.ts', ...commandLine },
  { folder: 'src/function-command.ts', ...commandLine },
  { folder: 'src/run-command.ts', ...commandLine },
  { folder: 'src/version.ts', mayImport: [], packages: [] },
  { folder: 'src/usage-error.ts', mayImport: ours('errors/'), packages: [] },
  { folder: 'src/main.ts', ...commandLine },
  { folder: 'src/local-region.ts', mayImport: ours('region/', 'errors/'), packages: ['node:'] },
  {
    folder: 'src/context.ts',
    mayImport: ours(
      'adapters/',
      'local-region.ts',
      'region/',
      'pipeline/',
      'services/',
      'config/',
      'ports/',
      'domain/',
      'errors/',
    ),
    packages: ['node:'],
  },
  {
    folder: 'src/index.ts',
    mayImport: ours('context.ts', 'config/', 'pipeline/', 'services/', 'domain/', 'errors/'),
    packages: [],
  },
];

/** What must not be loaded before something asks for it: `--help`, a bad flag and a wrong file never pay for these. */
export const costlyPackages = [
  '@aws-sdk/',
  '@smithy/',
  'dockerode',
  'docker-modem',
  '@grpc/grpc-js',
  'protobufjs',
  'listr2',
  'tar-stream',
];

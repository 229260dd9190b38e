/** Renders docs/schemas/*.schema.json, the shapes of what commands print with --json, from the types that they are made of. */
import { join } from 'node:path';
import { createGenerator } from 'ts-json-schema-generator';

/** `within` is the member that the type stands in; `many` when it is a list of them. */
const documents = [
  { name: 'deploy', file: 'src/pipeline/deploy-result.ts', type: 'DeployResult' },
  { name: 'plan', file: 'src/pipeline/plan.ts', type: 'PlanResult' },
  { name: 'build', file: 'src/pipeline/push.ts', type: 'BuildResult' },
  { name: 'push', file: 'src/pipeline/push.ts', type: 'PushResult' },
  { name: 'check', file: 'src/pipeline/check.ts', type: 'CheckResult' },
  { name: 'invoke', file: 'src/domain/invocation/invocation-result.ts', type: 'InvocationResult' },
  { name: 'run', file: 'src/pipeline/run-result.ts', type: 'RunResult' },
  { name: 'logs', file: 'src/domain/logs/log-document.ts', type: 'LogsResult' },
  {
    name: 'status',
    file: 'src/domain/function-status.ts',
    type: 'FunctionStatus',
    within: 'functions',
    many: true,
  },
  {
    name: 'history',
    file: 'src/domain/function-history.ts',
    type: 'FunctionHistory',
    within: 'functions',
    many: true,
  },
  { name: 'rollback', file: 'src/pipeline/rollback.ts', type: 'RollbackResult' },
  { name: 'rollback-plan', file: 'src/pipeline/rollback.ts', type: 'RollbackPlanResult' },
  { name: 'shift', file: 'src/pipeline/settle-shifts.ts', type: 'SettleResult' },
  { name: 'promote', file: 'src/pipeline/promote.ts', type: 'PromoteResult' },
  { name: 'prune', file: 'src/pipeline/prune.ts', type: 'PruneResult' },
  { name: 'destroy', file: 'src/pipeline/destroy.ts', type: 'DestroyResult' },
  { name: 'error', file: 'src/errors/app-error.ts', type: 'ErrorDocument', within: 'error', many: false },
];

/**
 * Text by path.
 * @param {string} root
 * @returns {[string, string][]}
 */
export function renderSchemas(root) {
  const files = [...new Set(documents.map(({ file }) => file))];
  const generator = createGenerator({
    path: join(root, `{${files.join(',')}}`),
    tsconfig: join(root, 'tsconfig.json'),
    // The compiler of the project has done that, and is a newer one.
    skipTypeCheck: true,
    expose: 'none',
    topRef: false,
    additionalProperties: false,
  });
  return documents.map((document) => [
    `docs/schemas/${document.name}.schema.json`,
    `${JSON.stringify(schemaOf(generator, document), null, 2)}\n`,
  ]);
}

function schemaOf(generator, { name, type, within, many }) {
  const { $schema, definitions, ...shape } = generator.createSchema(type);
  const inner = many ? { type: 'array', items: shape } : shape;
  const whole = within
    ? { type: 'object', properties: { [within]: inner }, required: [within], additionalProperties: false }
    : inner;
  const title = `What lading prints with --json: ${name}`;
  const shared = Object.keys(definitions ?? {}).length > 0 ? { definitions } : {};
  return withStableNames({ $schema, title, ...whole, ...shared });
}

/** A type that holds itself is named after its place in the sources, which moves; here that is JSON values alone. */
function withStableNames(schema) {
  return JSON.parse(JSON.stringify(schema).replaceAll(/alias-[\d-]+/g, 'JsonValue'));
}

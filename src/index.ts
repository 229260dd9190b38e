/** What a program may import: the pipelines and their result types. The command line is built on the same functions. */

export { type LoadedConfig, loadConfig } from './config/load.js';
export { resolveDeployment } from './config/resolve-deployment.js';
export { type Context, type ContextOptions, createContext } from './context.js';
export type { DesiredDeployment } from './domain/desired-deployment.js';
export { AppError, type ErrorDocument } from './errors/app-error.js';
export { deploy, type PipelineTools } from './pipeline/deploy.js';
export type { DeployResult } from './pipeline/deploy-result.js';
export type { DeployRequest } from './pipeline/deploy-state.js';
export { createPlainRunner } from './pipeline/plain-runner.js';
export { type PlanResult, plan } from './pipeline/plan.js';
export { type BuildResult, build, type PushResult, push } from './pipeline/push.js';
export { createStopwatch } from './pipeline/stopwatch.js';

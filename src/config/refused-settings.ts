/** Settings that people write and that get a better answer than "unknown": Lambda refuses them, or they have another name here. */
import type { SettingPath } from './setting-path.js';

export interface Refusal {
  readonly text: string;
  readonly suggestion?: string;
}

const notYet: Refusal = {
  text: 'is not supported by this version of lading',
  suggestion:
    'Remove the setting, or set it by other means: lading leaves alone what the file does not mention.',
};
const fromImage = (what: string, instead: string): Refusal => ({
  text: `is not a setting of an image function: ${what}`,
  suggestion: instead,
});

const image: Record<string, Refusal> = { secrets: notYet };

// Lambda's texts: failures.md D3, D5, D15.
const functions: Record<string, Refusal> = {
  layers: fromImage(
    'Lambda layers are not supported for functions created with container images',
    'Copy what the layer holds into the image: COPY in the Dockerfile.',
  ),
  runtime: fromImage(
    'the image brings its own runtime',
    'Choose the runtime by FROM in the Dockerfile and remove the setting.',
  ),
  handler: fromImage(
    'the image says what to start',
    'Write imageConfig: { command: [file.function] } for AWS base images, or CMD in the Dockerfile.',
  ),
  snapStart: fromImage('Lambda supports SnapStart for Zip functions only', 'Remove the setting.'),
  packageType: fromImage('it is always Image', 'Remove the setting.'),
  code: fromImage(
    'the image comes from this deployment',
    'Describe it under image: at the top level, or deploy with --image REFERENCE.',
  ),
  imageUri: fromImage(
    'the image comes from this deployment',
    'Describe it under image: at the top level, or deploy with --image REFERENCE.',
  ),
};

/** Names of the API, of CloudFormation and of other tools, and what they are called here. */
const synonyms: Record<string, string> = {
  functionname: 'name',
  rolearn: 'role',
  memory: 'memorySize',
  architectures: 'architecture',
  platform: 'architecture',
  env: 'environment',
  variables: 'environment',
  environmentvariables: 'environment',
  command: 'imageConfig.command',
  cmd: 'imageConfig.command',
  entrypoint: 'imageConfig.entryPoint',
  workingdirectory: 'imageConfig.workingDirectory',
  vpcconfig: 'vpc',
  filesystemconfigs: 'fileSystems',
  deadletterconfig: 'deadLetter',
  tracingconfig: 'tracing',
  loggingconfig: 'logging',
  aliases: 'alias',
  url: 'functionUrl',
  functionurlconfig: 'functionUrl',
  authorizationtype: 'authType',
  auth: 'authType',
  reservedconcurrentexecutions: 'reservedConcurrency',
  provisionedconcurrencyconfig: 'provisionedConcurrency',
  provisionedconcurrentexecutions: 'provisionedConcurrency',
  eventinvokeconfig: 'asyncInvoke',
  maximumeventageinseconds: 'maximumEventAge',
  events: 'eventSources',
  eventsourcemappings: 'eventSources',
  eventsourcearn: 'arn',
  maximumbatchingwindowinseconds: 'maximumBatchingWindow',
  maximumrecordageinseconds: 'maximumRecordAge',
  tumblingwindowinseconds: 'tumblingWindow',
  filtercriteria: 'filters',
  scalingconfig: 'maximumConcurrency',
  destinationconfig: 'onFailure',
  sid: 'statementId',
  principalorgid: 'principalOrgId',
  recursiveloop: 'recursion',
  retentionindays: 'logRetention',
  logretentionindays: 'logRetention',
  diskspace: 'ephemeralStorage',
  tmp: 'ephemeralStorage',
  buildargs: 'args',
  file: 'dockerfile',
  imagetagmutability: 'tagMutability',
};

/** What to say about an unknown setting at this path; undefined when nothing special is known. */
export function refusalOf(parent: SettingPath, name: string): Refusal | undefined {
  const table = tableOf(parent);
  const found = Object.keys(table ?? {}).find((key) => key.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : table?.[found];
}

/** The name that a setting goes by here, when it is one of the known other names. */
export function synonymOf(name: string): string | undefined {
  const key = name.toLowerCase().replaceAll(/[-_]/g, '');
  return Object.hasOwn(synonyms, key) ? synonyms[key] : undefined;
}

function tableOf(parent: SettingPath): Record<string, Refusal> | undefined {
  if (parent.length === 2 && parent[0] === 'functions') return functions;
  if (parent.length === 1 && parent[0] === 'image') return image;
  return undefined;
}

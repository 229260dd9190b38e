/** A function as Lambda would report it, for tests that change one fact of it. */

import { parseAliasName, parseFunctionName } from '../../src/domain/function-name.js';
import type { FunctionConfiguration, FunctionSpec } from '../../src/domain/function-spec.js';
import type { ObservedFunction } from '../../src/domain/function-state.js';
import { hexFor } from './digests.js';

export const role = 'arn:aws:iam::123456789012:role/app';

/** What Lambda answers about a function that was created with nothing but a role. */
export function configurationWith(changes: Partial<FunctionConfiguration> = {}): FunctionConfiguration {
  return {
    description: '',
    role,
    memorySize: 128,
    timeout: 3,
    ephemeralStorage: 512,
    imageConfig: {},
    environment: {},
    vpc: { subnetIds: [], securityGroupIds: [] },
    fileSystems: [],
    deadLetter: '',
    tracing: 'PassThrough',
    logging: { logFormat: 'Text', logGroup: '/aws/lambda/app' },
    kmsKeyArn: '',
    ...changes,
  };
}

/** Active and quiet, running image `old`. */
export function observedWith(changes: Partial<ObservedFunction> = {}): ObservedFunction {
  return {
    name: 'app',
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:app',
    version: '$LATEST',
    packageType: 'Image',
    architecture: 'x86_64',
    configuration: configurationWith(),
    codeSha256: hexFor('old'),
    revisionId: 'r1',
    lastModified: '2026-01-01T00:00:00.000+0000',
    state: 'Active',
    lastUpdateStatus: 'Successful',
    ...changes,
  };
}

export function specWith(changes: Partial<FunctionSpec> = {}): FunctionSpec {
  return {
    key: 'app',
    name: parseFunctionName('app'),
    architecture: 'x86_64',
    configuration: {},
    environmentMode: 'replace',
    publish: true,
    aliases: [parseAliasName('live')],
    attachments: {},
    ...changes,
  };
}

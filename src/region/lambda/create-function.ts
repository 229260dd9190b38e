/** CreateFunction. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type RestOperation, restOperation } from '../wire/rest.js';
import { WireError } from '../wire/wire-error.js';
import { publish, startChange } from './change-version.js';
import { describeVersion } from './describe-function.js';
import { functionName, parseFunctionReference } from './function-name.js';
import type { ChangeFailure, FunctionCode, FunctionRecord } from './function-record.js';
import { architectures, codeShape, roleArn, settingsShape } from './function-schema.js';
import { resolveImage } from './image-code.js';
import type { LambdaDeps } from './lambda-deps.js';
import { defaultSettings, mergeSettings } from './merge-settings.js';
import { requireTags } from './resource-tags.js';
import { invalid, requireFittingPackage, requireUsable } from './settings-rules.js';
import { zipCode } from './zip-code.js';

const schema = z.strictObject({
  ...settingsShape,
  FunctionName: functionName,
  Role: roleArn,
  Code: z.strictObject(codeShape),
  PackageType: z.enum(['Zip', 'Image']).optional(),
  Publish: z.boolean().optional(),
  Architectures: architectures.optional(),
  Tags: z.record(z.string(), z.string()).optional(),
  CodeSigningConfigArn: z.string().max(200).optional(),
});

type CreateFunctionInput = z.infer<typeof schema>;

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export function createFunctionOperation(deps: LambdaDeps): RestOperation {
  const route = {
    name: 'CreateFunction',
    method: 'POST',
    path: '/2015-03-31/functions',
    status: 201,
  } as const;
  return restOperation(route, schema, async (input) => {
    const name = newName(input.FunctionName, deps);
    if (deps.functions.find(name)) throw alreadyExists(name);
    requireConsistent(input);
    const settings = mergeSettings(defaultSettings(name, input.Role), input);
    requireUsable(settings, input, deps);
    const { code, failure } = await resolveCode(input, deps);
    // Another request may have created it while the image was looked up.
    if (deps.functions.find(name)) throw alreadyExists(name);
    const created = newRecord(name, input, { settings, code }, deps, failure);
    const record = input.Publish
      ? publish(created, { change: startChange('create', deps, failure) }).record
      : created;
    // Publishing along with the creation leaves the RevisionId of $LATEST alone, as recorded.
    deps.functions.put({ ...record, latest: created.latest });
    const described = describeVersion(record, created.latest, { settings: deps.settings, now: deps.clock() });
    return { ...described, Version: input.Publish ? '1' : '$LATEST' };
  });
}

function newRecord(
  name: string,
  input: CreateFunctionInput,
  content: Pick<FunctionRecord['latest'], 'settings' | 'code'>,
  deps: LambdaDeps,
  failure: ChangeFailure | undefined,
): FunctionRecord {
  return {
    name,
    packageType: input.PackageType ?? 'Zip',
    latest: {
      ...content,
      version: '$LATEST',
      architecture: input.Architectures?.[0] ?? 'x86_64',
      lastModified: deps.clock(),
      revisionId: randomUUID(),
      change: startChange('create', deps, failure),
    },
    versions: [],
    nextVersion: 1,
    aliases: {},
    tags: input.Tags ?? {},
    policies: {},
    urls: {},
  };
}

/** The 64 characters of a name are not in the model, where a name and an ARN are one type. */
function newName(text: string, deps: LambdaDeps): string {
  const { name, qualifier } = parseFunctionReference(text, deps.settings);
  if (qualifier !== undefined) throw invalid(`The function name ${text} must not carry a qualifier.`);
  if (name.length > 64) {
    throw new WireError(
      'ValidationException',
      `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
      400,
    );
  }
  return name;
}

function requireConsistent(input: CreateFunctionInput): void {
  const packageType = input.PackageType ?? 'Zip';
  requireFittingPackage(packageType, input);
  requireTags(input.Tags ?? {});
  if (packageType === 'Zip') {
    if (input.Runtime === undefined || input.Handler === undefined) {
      throw invalid(
        'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
      );
    }
    return;
  }
  if (input.CodeSigningConfigArn)
    throw invalid('Code signing is not supported for functions created with container images.');
  if (input.Code.ImageUri === undefined) throw invalid('Please provide a source for function code.');
}

async function resolveCode(
  input: CreateFunctionInput,
  deps: LambdaDeps,
): Promise<{ code: FunctionCode; failure?: ChangeFailure }> {
  const { ImageUri } = input.Code;
  return input.PackageType === 'Image' && ImageUri !== undefined
    ? resolveImage(ImageUri, deps.lookUpImage)
    : { code: zipCode(input.Code) };
}

function alreadyExists(name: string): WireError {
  return new WireError('ResourceConflictException', `Function already exist: ${name}`, 409);
}

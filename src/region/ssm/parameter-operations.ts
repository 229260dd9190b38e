/** GetParameter, GetParameters, PutParameter, DeleteParameter. */
import * as z from 'zod';
import type { RegionSettings } from '../service.js';
import type { Store, Table } from '../store.js';
import { type JsonOperation, jsonOperations } from '../wire/json.js';
import { WireError } from '../wire/wire-error.js';
import { describeParameter, type Parameter, parameterTable } from './parameter.js';
import { parseParameterReference, requireCreatableName } from './parameter-name.js';

export interface SsmDeps {
  readonly store: Store;
  readonly settings: RegionSettings;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

const operation = jsonOperations('ValidationException');

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const limits = { standard: 4096, advanced: 8192, versions: 100 };

const name = z.string().min(1).max(2048);
const WithDecryption = z.boolean().optional();
const putSchema = z.strictObject({
  Name: name,
  Value: z.string().min(1),
  Type: z.enum(['String', 'StringList', 'SecureString']).optional(),
  Description: z.string().max(1024).optional(),
  KeyId: z.string().min(1).max(256).optional(),
  Overwrite: z.boolean().optional(),
  Tier: z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']).optional(),
  DataType: z.string().max(128).optional(),
  Tags: z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).optional(),
});

type PutInput = z.infer<typeof putSchema>;

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html */
export function parameterOperations(deps: SsmDeps): Record<string, JsonOperation> {
  const parameters = parameterTable(deps.store);
  return {
    PutParameter: putParameter(deps),
    GetParameter: operation(z.strictObject({ Name: name, WithDecryption }), 'reads', (input) => ({
      Parameter: read(input.Name, input.WithDecryption, deps),
    })),
    GetParameters: getParameters(deps),
    DeleteParameter: operation(z.strictObject({ Name: name }), 'changes', ({ Name }) => {
      if (!parameters.delete(Name)) throw notFound();
      return {};
    }),
  };
}

/** What cannot be found is listed, not refused; the answer has an order of its own. */
function getParameters(deps: SsmDeps): JsonOperation {
  const schema = z.strictObject({ Names: z.array(name).min(1).max(10), WithDecryption });
  return operation(schema, 'reads', ({ Names, WithDecryption: decrypted }) => {
    const found: Record<string, unknown>[] = [];
    const missing: string[] = [];
    for (const asked of [...new Set(Names)].sort()) {
      try {
        found.push(read(asked, decrypted, deps));
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        missing.push(asked);
      }
    }
    return { Parameters: found, InvalidParameters: missing };
  });
}

function putParameter(deps: SsmDeps): JsonOperation {
  const parameters = parameterTable(deps.store);
  return operation(putSchema, 'changes', (input) => {
    const existing = parameters.get(input.Name);
    requirePossible(input, existing);
    const version = (existing?.versions.at(-1)?.version ?? 0) + 1;
    const added = { version, value: input.Value, modifiedAt: deps.clock() };
    const parameter: Parameter = {
      name: input.Name,
      type: input.Type ?? existing?.type ?? 'String',
      dataType: input.DataType ?? existing?.dataType ?? 'text',
      tier: tierOf(input, existing),
      versions: [...(existing?.versions ?? []), added].slice(-limits.versions),
    };
    parameters.put(input.Name, parameter);
    return { Version: version, Tier: parameter.tier };
  });
}

function requirePossible(input: PutInput, existing: Parameter | undefined): void {
  if (existing && !input.Overwrite) {
    throw new WireError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      400,
    );
  }
  if (!existing) requireCreatableName(input.Name);
  if (!existing && !input.Type)
    throw new WireError(
      'ValidationException',
      'A parameter type is required when you create a parameter.',
      400,
    );
  const bytes = Buffer.byteLength(input.Value);
  const tier = tierOf(input, existing);
  const limit = tier === 'Advanced' ? limits.advanced : limits.standard;
  if (bytes > limit) {
    throw new WireError(
      'ValidationException',
      `${tier} tier parameters support a maximum parameter value of ${limit} characters.`,
      400,
    );
  }
}

function tierOf({ Tier, Value }: PutInput, existing: Parameter | undefined): string {
  if (Tier === 'Intelligent-Tiering')
    return Buffer.byteLength(Value) > limits.standard ? 'Advanced' : (existing?.tier ?? 'Standard');
  return Tier ?? existing?.tier ?? 'Standard';
}

function read(asked: string, decrypted: boolean | undefined, deps: SsmDeps): Record<string, unknown> {
  const reference = parseParameterReference(asked);
  const { parameter, selector } = {
    ...reference,
    parameter: find(parameterTable(deps.store), reference.name),
  };
  const wanted = selector.slice(1);
  const version =
    selector === ''
      ? parameter.versions.at(-1)
      : parameter.versions.find((candidate) => String(candidate.version) === wanted);
  if (!version) {
    throw new WireError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${wanted} of ${parameter.name}. Verify the version and try again.`,
      400,
    );
  }
  return describeParameter(parameter, version, {
    settings: deps.settings,
    selector,
    decrypted: decrypted ?? false,
  });
}

function find(parameters: Table<Parameter>, wanted: string): Parameter {
  const parameter = parameters.get(wanted);
  if (!parameter) throw notFound();
  return parameter;
}

/** AWS sends no text with it. */
function notFound(): WireError {
  return new WireError('ParameterNotFound', '', 400);
}

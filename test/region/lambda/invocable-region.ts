/** A region whose functions run in this process. */
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  type InvokeCommandInput,
  PublishVersionCommand,
  UpdateFunctionCodeCommand,
} from '@aws-sdk/client-lambda';
import { createInProcessHosting, type Handler, type InProcessHosting } from '../in-process-hosting.js';
import { startTestRegion, type TestRegion, type TestRegionOptions } from '../test-region.js';

export interface Invoked {
  readonly status: number | undefined;
  readonly version: string | undefined;
  readonly error: string | undefined;
  readonly payload: string;
  readonly log: string | undefined;
}

export interface InvocableRegion {
  readonly region: TestRegion;
  readonly hosting: InProcessHosting;
  /** A function that runs the handler of this name; Active. */
  create(name: string, handler: string, settings?: object): Promise<void>;
  /** New code for a function, published; the version. */
  release(name: string): Promise<string>;
  invoke(name: string, event?: unknown, options?: Partial<InvokeCommandInput>): Promise<Invoked>;
  alias(name: string, alias: string, version: string, weights?: Record<string, number>): Promise<void>;
  /** Lets everybody use the function's URL. */
  openUrl(name: string): Promise<void>;
}

export async function startInvocableRegion(
  handlers: Readonly<Record<string, Handler>>,
  options: TestRegionOptions = {},
): Promise<InvocableRegion> {
  const hosting = createInProcessHosting(handlers);
  const region = await startTestRegion({ hosting: hosting.hosting, engine: hosting.engine, ...options });
  const { lambda } = region;
  const Role = await region.role('worker');
  let tags = 0;
  return {
    region,
    hosting,
    async create(FunctionName, handler, settings = {}) {
      const Code = { ImageUri: await region.push('app', `t${++tags}`) };
      const ImageConfig = { Command: [handler] };
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Role,
          PackageType: 'Image',
          Code,
          ImageConfig,
          ...settings,
        }),
      );
      region.settle();
    },
    async release(FunctionName) {
      const ImageUri = await region.push('app', `t${++tags}`);
      await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ImageUri }));
      region.settle();
      return (await lambda.send(new PublishVersionCommand({ FunctionName }))).Version ?? '';
    },
    async invoke(FunctionName, event = {}, more = {}) {
      const Payload = event instanceof Uint8Array ? event : Buffer.from(JSON.stringify(event));
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload, ...more }));
      return {
        status: answer.StatusCode,
        version: answer.ExecutedVersion,
        error: answer.FunctionError,
        payload: Buffer.from(answer.Payload ?? []).toString(),
        log: answer.LogResult && Buffer.from(answer.LogResult, 'base64').toString(),
      };
    },
    async alias(FunctionName, Name, FunctionVersion, weights = {}) {
      const RoutingConfig = { AdditionalVersionWeights: weights };
      await lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion, RoutingConfig }));
    },
    async openUrl(FunctionName) {
      const open = { FunctionName, Principal: '*' };
      await lambda.send(
        new AddPermissionCommand({
          ...open,
          StatementId: 'url',
          Action: 'lambda:InvokeFunctionUrl',
          FunctionUrlAuthType: 'NONE',
        }),
      );
      await lambda.send(
        new AddPermissionCommand({
          ...open,
          StatementId: 'invoke',
          Action: 'lambda:InvokeFunction',
          InvokedViaFunctionUrl: true,
        }),
      );
    },
  };
}

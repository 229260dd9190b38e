/** One recorded test performed against our region: steps by name, and time that passes when told to. */
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { startTestRegion, type TestRegion } from '../test-region.js';
import { type LambdaCommand, record } from './recording-client.js';
import { RecordingComparison } from './recording-comparison.js';
import { readRecording } from './recordings.js';

/** The smallest zip: an end of central directory. */
export const emptyZip = Buffer.concat([Buffer.from('PK\u0005\u0006', 'latin1'), Buffer.alloc(18)]);

export interface Session {
  readonly region: TestRegion;
  readonly lambda: LambdaClient;
  readonly role: string;
  /** Performs a call and compares its answer with what AWS answered in this step. */
  step(
    name: string,
    command: LambdaCommand,
    wrap?: (answer: Record<string, unknown>) => unknown,
  ): Promise<Record<string, unknown>>;
  /** CreateFunction of a Zip function of the recordings' usual kind. */
  createZip(more?: Partial<CreateFunctionCommandInput>): LambdaCommand;
  /** Lets the change that is under way end. */
  settle(): void;
  close(): Promise<void>;
}

export const functionName = 'conformance';

export async function openSession(test: string): Promise<Session> {
  const region = await startTestRegion();
  const role = await region.role('conformance-role');
  const comparison = new RecordingComparison(readRecording(test), region.settings.account);
  const { lambda } = region;
  return {
    region,
    lambda,
    role,
    async step(name, command, wrap = (answer) => answer) {
      const answer = await record(lambda, command);
      comparison.match(name, wrap(answer));
      return answer;
    },
    createZip: (more = {}) =>
      new CreateFunctionCommand({
        FunctionName: functionName,
        Handler: 'index.handler',
        Code: { ZipFile: emptyZip },
        PackageType: 'Zip',
        Role: role,
        Runtime: 'python3.12',
        ...more,
      }),
    settle: () => region.settle(),
    close: () => region.close(),
  };
}

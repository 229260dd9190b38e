/** Lambda as far as invoke sees it, answered by a script, and the built command line before it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Script, type ScriptedServer, startScriptedServer } from '../../servers/scripted-http.js';
import { type Run, runLading } from '../run-lading.js';

export const bin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url));
export const id = '9ab5bbe5-0a9c-4b8f-9e34-5a1d8a1f4b2c';
export const reportLine = `REPORT RequestId: ${id}\tDuration: 12.34 ms\tBilled Duration: 136 ms\tMemory Size: 1024 MB\tMax Memory Used: 61 MB\tInit Duration: 123.45 ms\t`;
export const log = `START RequestId: ${id} Version: 3\nhello from inside\nEND RequestId: ${id}\n${reportLine}\n`;

const json = { 'content-type': 'application/json' };
const configuration = {
  FunctionName: 'hello',
  FunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello:3',
  Version: '3',
  PackageType: 'Image',
  Architectures: ['arm64'],
  Role: 'arn:aws:iam::123456789012:role/app',
  MemorySize: 1024,
  Timeout: 3,
  CodeSha256: '00',
  RevisionId: 'r',
  LastModified: '2026-11-23T09:00:00.000+0000',
  State: 'Active',
  LastUpdateStatus: 'Successful',
};

export interface InvokeScene {
  readonly folder: string;
  readonly server: () => ScriptedServer;
  /** `invocation` answers, and counts invocations alone; the function can be read, unless `read` says otherwise. */
  lambda(invocation: Script, read?: Script): Promise<void>;
  environment(): Record<string, string>;
  lading(...args: string[]): Promise<Run>;
  /** Through a shell, for real pipes; `lading` in the line is the built one. */
  shell(line: string): Promise<Run>;
  /** The events that were sent. */
  sent(): string[];
  /** Path and query of the first invocation. */
  asked(): string | undefined;
  closeServer(): Promise<void>;
  close(): Promise<void>;
}

export async function openInvokeScene(): Promise<InvokeScene> {
  const folder = await mkdtemp(join(tmpdir(), 'lading-invoke-'));
  await writeFile(join(folder, 'event.json'), '{ "from": "file", "n": 12345678901234567890 }\n');
  await writeFile(join(folder, 'broken.json'), '{\n  "a": 1,\n}\n');
  let server: ScriptedServer | undefined;
  const environment = () => ({
    AWS_ENDPOINT_URL: server?.url ?? '',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  const closeServer = async (): Promise<void> => {
    await server?.close();
    server = undefined;
  };
  const posts = () => server?.requests.filter(({ method }) => method === 'POST') ?? [];
  return {
    folder,
    environment,
    closeServer,
    server() {
      if (!server) throw new Error('Lambda was not started');
      return server;
    },
    async lambda(invocation, read = described) {
      await closeServer();
      let count = 0;
      server = await startScriptedServer((request, all) => {
        if (request.method === 'GET') return read(request, all);
        count += 1;
        return invocation(request, count);
      });
    },
    lading: (...args) => runLading(args, { cwd: folder, env: environment() }),
    shell(line) {
      const command = line.replaceAll('lading ', `"${process.execPath}" "${bin}" `);
      const env = { ...process.env, ...environment(), NO_COLOR: '1' };
      return new Promise((resolve) => {
        execFile('sh', ['-c', command], { cwd: folder, env }, (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
        );
      });
    },
    sent: () => posts().map(({ body }) => body.toString('utf8')),
    asked: () => posts()[0]?.url,
    async close() {
      await closeServer();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const described: Script = () => ({
  status: 200,
  headers: json,
  body: JSON.stringify({ Configuration: configuration, Code: {} }),
});

/** `tail` is the log; further entries are headers. */
export function answer(body: string | Uint8Array, { tail = log, ...headers }: Record<string, string> = {}) {
  const all = {
    ...json,
    'x-amzn-requestid': id,
    'x-amz-executed-version': '3',
    ...(tail && { 'x-amz-log-result': Buffer.from(tail).toString('base64') }),
    ...headers,
  };
  return { status: 200, headers: all, body };
}

export function failed(errorType: string, errorMessage: string, tail = log) {
  const body = JSON.stringify({ errorType, errorMessage, stackTrace: [] });
  return answer(body, { tail, 'x-amz-function-error': 'Unhandled' });
}

/** The protobuf messages of BuildKit that are spoken here: build traces, and the session's registry credentials. */
import protobuf from 'protobufjs/light.js';

const timestamp = { fields: { seconds: { type: 'int64', id: 1 }, nanos: { type: 'int32', id: 2 } } };

// Only the fields that are read; a decoder skips the others.
// https://github.com/moby/buildkit/blob/master/api/services/control/control.proto
// https://github.com/moby/buildkit/blob/master/session/auth/auth.proto
const root = protobuf.Root.fromJSON({
  nested: {
    Timestamp: timestamp,
    Vertex: {
      fields: {
        digest: { type: 'string', id: 1 },
        name: { type: 'string', id: 3 },
        cached: { type: 'bool', id: 4 },
        started: { type: 'Timestamp', id: 5 },
        completed: { type: 'Timestamp', id: 6 },
        error: { type: 'string', id: 7 },
      },
    },
    VertexLog: { fields: { vertex: { type: 'string', id: 1 }, msg: { type: 'bytes', id: 4 } } },
    StatusResponse: {
      fields: {
        vertexes: { rule: 'repeated', type: 'Vertex', id: 1 },
        logs: { rule: 'repeated', type: 'VertexLog', id: 3 },
      },
    },
    CredentialsRequest: { fields: { host: { type: 'string', id: 1 } } },
    CredentialsResponse: {
      fields: { username: { type: 'string', id: 1 }, secret: { type: 'string', id: 2 } },
    },
    HealthCheckResponse: { fields: { status: { type: 'int32', id: 1 } } },
  },
});

/** One node of the build graph. */
export interface Vertex {
  readonly digest: string;
  readonly name: string;
  readonly cached: boolean;
  /** Milliseconds since the epoch; missing while it has not happened. */
  readonly started?: number;
  readonly completed?: number;
  readonly error: string;
}

export interface BuildTrace {
  readonly vertexes: readonly Vertex[];
  readonly logs: readonly { readonly vertex: string; readonly text: Uint8Array }[];
}

interface WireTime {
  readonly seconds: number;
  readonly nanos: number;
}

interface WireTrace {
  readonly vertexes: readonly (Omit<Vertex, 'started' | 'completed'> & {
    readonly started: WireTime | null;
    readonly completed: WireTime | null;
  })[];
  readonly logs: readonly { readonly vertex: string; readonly msg: Uint8Array }[];
}

/** Decodes the `aux` of a `moby.buildkit.trace` line. @throws Error when the bytes are no such message. */
export function decodeTrace(base64: string): BuildTrace {
  const type = root.lookupType('StatusResponse');
  const wire = type.toObject(type.decode(Buffer.from(base64, 'base64')), {
    longs: Number,
    defaults: true,
  }) as WireTrace;
  return {
    vertexes: wire.vertexes.map(({ started, completed, ...vertex }) => ({
      ...vertex,
      ...(started && { started: milliseconds(started) }),
      ...(completed && { completed: milliseconds(completed) }),
    })),
    logs: wire.logs.map(({ vertex, msg }) => ({ vertex, text: msg })),
  };
}

export function decodeCredentialsHost(bytes: Uint8Array): string {
  const request = root.lookupType('CredentialsRequest').decode(bytes) as unknown as { host: string };
  return request.host;
}

export function encodeCredentials(username: string, secret: string): Buffer {
  return Buffer.from(root.lookupType('CredentialsResponse').encode({ username, secret }).finish());
}

/** https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
export function encodeServing(): Buffer {
  return Buffer.from(root.lookupType('HealthCheckResponse').encode({ status: 1 }).finish());
}

function milliseconds({ seconds, nanos }: WireTime): number {
  return seconds * 1000 + nanos / 1e6;
}

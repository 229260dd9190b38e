/** Changes a JSON answer on its way out. */
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

type Members = Record<string, unknown>;

/** Puts the members over those of the answer, whatever service writes it: objects are merged, `null` takes a member away. */
export function overlayAnswer(response: ServerResponse, members: Members): void {
  const { writeHead, end } = response;
  let status: number | undefined;
  let given: OutgoingHttpHeaders = {};
  // Held back until the length is known.
  const holdHead = (code: number, headers: OutgoingHttpHeaders = {}): ServerResponse => {
    status = code;
    given = headers;
    return response;
  };
  const endChanged = (text: string): ServerResponse => {
    const body = JSON.stringify(merged(JSON.parse(text), members));
    const headers = { ...given, 'content-length': Buffer.byteLength(body) };
    writeHead.call(response, status ?? response.statusCode, headers);
    return end.call(response, body, 'utf8');
  };
  Object.assign(response, { writeHead: holdHead, end: endChanged });
}

function merged(value: unknown, members: Members): Members {
  const result: Members = isObject(value) ? { ...value } : {};
  for (const [name, member] of Object.entries(members)) {
    if (member === null) delete result[name];
    else result[name] = isObject(member) ? merged(result[name], member) : member;
  }
  return result;
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

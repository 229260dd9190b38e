/** Frames messages of `application/vnd.amazon.eventstream`, the format in which AWS streams events over HTTP. */
import { crc32 } from 'node:zlib';

export const eventStreamType = 'application/vnd.amazon.eventstream';

/** Lengths of the whole message and of its headers, and the checksum of the two. */
const preludeBytes = 12;
const checksumBytes = 4;
/** The type of a header's value; the events of Logs and Lambda have no other. */
const stringType = 7;

/**
 * One message: prelude, headers, payload, each part under a CRC-32.
 * @param headers e.g. `{ ':message-type': 'event', ':event-type': 'sessionStart', ':content-type': 'application/json' }`
 * @throws RangeError for a name above 255 bytes or a value above 65,535
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export function encodeEventStreamMessage(
  headers: Readonly<Record<string, string>>,
  payload: Uint8Array,
): Uint8Array {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => encodeHeader(name, value)));
  const total = preludeBytes + head.length + payload.length + checksumBytes;
  const message = Buffer.alloc(total);
  message.writeUInt32BE(total, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, preludeBytes);
  message.set(payload, preludeBytes + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, total - checksumBytes)), total - checksumBytes);
  return message;
}

function encodeHeader(name: string, value: string): Buffer {
  const key = Buffer.from(name);
  const text = Buffer.from(value);
  const header = Buffer.alloc(key.length + text.length + 4);
  header.writeUInt8(key.length, 0);
  key.copy(header, 1);
  header.writeUInt8(stringType, key.length + 1);
  header.writeUInt16BE(text.length, key.length + 2);
  text.copy(header, key.length + 4);
  return header;
}

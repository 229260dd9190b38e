/** Decodes the header blocks of tar archives: POSIX ustar, its pax records, and GNU's long names. */

export const blockSize = 512;

/** Of one entry; what pax and GNU records say about the next one is not in it yet. */
export interface TarHeader {
  readonly name: string;
  readonly size: number;
  /** `0` file, `1` hard link, `2` symbolic link, `5` folder, `x` pax, `L` and `K` GNU long name and long link, … */
  readonly type: string;
  readonly link: string;
}

/**
 * Undefined for a block that is no header: its checksum is wrong.
 * https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
 */
export function decodeHeader(block: Buffer): TarHeader | undefined {
  if (numberAt(block, 148, 8) !== checksumOf(block)) return undefined;
  const size = numberAt(block, 124, 12);
  if (!Number.isSafeInteger(size) || size < 0) return undefined;
  const prefix = block.toString('latin1', 257, 262) === 'ustar' ? textAt(block, 345, 155) : '';
  const name = textAt(block, 0, 100);
  return {
    // GNU's own format has other fields where POSIX has the prefix; it writes a blank after `ustar`.
    name: prefix && block[262] === 0 ? `${prefix}/${name}` : name,
    size,
    type: block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 0),
    link: textAt(block, 157, 100),
  };
}

/** The records of a pax header: `path`, `linkpath`, `size`, … */
export function decodePax(bytes: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const length = blank < 0 ? Number.NaN : Number(bytes.toString('latin1', at, blank));
    if (!Number.isInteger(length) || length <= blank - at) break;
    const record = bytes.toString('utf8', blank + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

/** Text up to its first NUL. */
export function textAt(bytes: Buffer, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString('utf8', 0, end < 0 ? field.length : end);
}

/** Octal digits, or GNU's base 256 for sizes from 8 GiB on. */
function numberAt(block: Buffer, start: number, length: number): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) === 0) return Number.parseInt(textAt(block, start, length).trim() || '0', 8);
  let value = first & 0x7f;
  for (let index = 1; index < length; index += 1) value = value * 256 + (block[start + index] ?? 0);
  return value;
}

/** The sum of all bytes, with the checksum's own field taken for blanks. */
function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20;
  for (let index = 0; index < blockSize; index += 1) {
    if (index < 148 || index >= 156) sum += block[index] ?? 0;
  }
  return sum;
}

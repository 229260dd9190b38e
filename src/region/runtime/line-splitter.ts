/** Cuts what a process writes into lines of text. */
import { StringDecoder } from 'node:string_decoder';

/** Longest event that CloudWatch Logs takes: 256 KB, of which it counts 26 bytes for itself. */
const mostBytes = 256 * 1024 - 26;

export interface LineSplitter {
  /** The lines that these bytes complete. A character may be spread over several calls. */
  take(bytes: Uint8Array): string[];
  /** What was written since the last end of line, if anything. */
  flush(): string[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
export function createLineSplitter(): LineSplitter {
  const decoder = new StringDecoder('utf8');
  let open = '';
  return {
    take(bytes) {
      const parts = (open + decoder.write(Buffer.from(bytes))).split('\n');
      open = parts.pop() ?? '';
      const lines = parts.flatMap((line) => portions(line.endsWith('\r') ? line.slice(0, -1) : line));
      // A line that never ends must not be kept until memory is full.
      if (open.length < mostBytes) return lines;
      const cut = portions(open);
      open = cut.pop() ?? '';
      return [...lines, ...cut];
    },
    flush() {
      const rest = open + decoder.end();
      open = '';
      return rest === '' ? [] : portions(rest);
    },
  };
}

function portions(line: string): string[] {
  // No UTF-16 unit takes more than three bytes, so most lines need no counting.
  if (line.length * 3 <= mostBytes) return [line];
  const bytes = Buffer.from(line);
  const found: string[] = [];
  let start = 0;
  while (start < bytes.length) {
    let end = Math.min(start + mostBytes, bytes.length);
    // Not within a character: its following bytes are 10xxxxxx.
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
    found.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return found;
}

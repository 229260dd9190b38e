/** The last bytes of a text that keeps growing. */

export interface LineTail {
  add(line: string): void;
  /** The lines, each with its end, cut to the last bytes; never within a character. */
  read(): string;
  clear(): void;
}

/** Keeps no more than a line above `mostBytes`. */
export function createLineTail(mostBytes: number): LineTail {
  let lines: Buffer[] = [];
  let bytes = 0;
  return {
    add(line) {
      const encoded = Buffer.from(`${line}\n`);
      lines.push(encoded);
      bytes += encoded.length;
      while (bytes - (lines[0]?.length ?? 0) >= mostBytes) bytes -= lines.shift()?.length ?? 0;
    },
    read() {
      const all = Buffer.concat(lines);
      let start = Math.max(0, all.length - mostBytes);
      while (((all[start] ?? 0) & 0xc0) === 0x80) start += 1;
      return all.toString('utf8', start);
    },
    clear() {
      lines = [];
      bytes = 0;
    },
  };
}

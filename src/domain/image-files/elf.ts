/** Reads what the head of an ELF file says: the processor it is for, and the loader that starts it. */

export interface ElfFacts {
  /** `x86_64`, `arm64`, or the number that the file gives. */
  readonly machine: 'x86_64' | 'arm64' | `machine ${number}`;
  /** Absolute path of the dynamic loader; undefined for static programs. */
  readonly interpreter?: string;
}

const machines = new Map([
  [62, 'x86_64' as const],
  [183, 'arm64' as const],
]);
const programInterpreter = 3;

/**
 * Undefined when the bytes are not the start of an ELF file.
 * https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html, /ch5.pheader.html
 */
export function parseElf(head: Uint8Array): ElfFacts | undefined {
  if (head.length < 20 || head[0] !== 0x7f || text(head.subarray(1, 4)) !== 'ELF') return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const little = head[5] !== 2;
  const number = view.getUint16(18, little);
  const machine = machines.get(number) ?? (`machine ${number}` as const);
  // Lambda's processors run 64-bit programs; others are told apart by their machine already.
  const interpreter = head[4] === 2 ? interpreterOf(head, view, little) : undefined;
  return { machine, ...(interpreter !== undefined && { interpreter }) };
}

function interpreterOf(head: Uint8Array, view: DataView, little: boolean): string | undefined {
  if (head.length < 64) return undefined;
  const table = Number(view.getBigUint64(32, little));
  const size = view.getUint16(54, little);
  const count = view.getUint16(56, little);
  for (let index = 0; index < count; index += 1) {
    const at = table + index * size;
    if (at + 40 > head.length) return undefined;
    if (view.getUint32(at, little) !== programInterpreter) continue;
    const start = Number(view.getBigUint64(at + 8, little));
    const length = Number(view.getBigUint64(at + 32, little));
    // Beyond the head: patched programs may have it at their end.
    if (start + length > head.length) return undefined;
    return text(head.subarray(start, start + length)).replace(/\0.*$/s, '');
  }
  return undefined;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

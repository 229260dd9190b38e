/** Programs that no kernel of this machine takes, written byte by byte: they need no compiler. */

const machines = { arm64: 183, x64: 62 } as const;

/** A static ELF file of one instruction, for the other of Lambda's processors. https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html */
export function foreignProgram(): Uint8Array {
  return program(process.arch === 'arm64' ? machines.x64 : machines.arm64);
}

/** For this processor, but what it says of its headers' size is wrong. */
export function damagedProgram(): Uint8Array {
  const bytes = Buffer.from(program(process.arch === 'arm64' ? machines.arm64 : machines.x64));
  bytes.writeUInt16LE(8, 54);
  return bytes;
}

function program(machine: number): Uint8Array {
  const size = 64 + 56 + 4;
  const base = 0x400000n;
  const bytes = Buffer.alloc(size);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
  bytes.writeUInt16LE(2, 16); // an executable
  bytes.writeUInt16LE(machine, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(base + 120n, 24); // where it begins
  bytes.writeBigUInt64LE(64n, 32); // program headers follow this one
  bytes.writeUInt16LE(64, 52);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(1, 56);
  bytes.writeUInt32LE(1, 64); // to be loaded
  bytes.writeUInt32LE(5, 68); // readable, executable
  bytes.writeBigUInt64LE(base, 80);
  bytes.writeBigUInt64LE(base, 88);
  bytes.writeBigUInt64LE(BigInt(size), 96);
  bytes.writeBigUInt64LE(BigInt(size), 104);
  bytes.writeBigUInt64LE(0x1000n, 112);
  return bytes;
}

/** Reads the `#!` line of a script. */

export interface Shebang {
  /** The interpreter as written, without a carriage return at its end. */
  readonly interpreter: string;
  readonly argument?: string;
  /** The line ends with CR LF: the kernel then looks for an interpreter whose name ends with a carriage return. */
  readonly carriageReturn: boolean;
}

/** Undefined when the file does not start with `#!`. https://man7.org/linux/man-pages/man2/execve.2.html, "Interpreter scripts" */
export function parseShebang(head: Uint8Array): Shebang | undefined {
  if (head[0] !== 0x23 || head[1] !== 0x21) return undefined;
  const [line = ''] = Buffer.from(head).toString('latin1').slice(2).split('\n', 1);
  const carriageReturn = line.endsWith('\r');
  const [, interpreter = '', argument = ''] = /^[ \t]*(\S*)[ \t]*(.*?)\s*$/.exec(line) ?? [];
  return { interpreter, ...(argument && { argument }), carriageReturn };
}

/** What stands on a terminal after a sequence of bytes: enough of ECMA-48 for progress displays. */

const introducer = '\x1b';
const sequence = new RegExp(`${introducer}\\[([?\\d;]*)([A-Za-z])|${introducer}[()][A-Z0-9]|[\\s\\S]`, 'gu');

/** The lines from top to bottom, without trailing spaces and empty lines at the end. */
export function screenOf(output: string): string[] {
  const lines: string[][] = [[]];
  let row = 0;
  let column = 0;
  const line = (): string[] => {
    while (lines.length <= row) lines.push([]);
    return lines[row] as string[];
  };
  const control = (count: number, name: string, given: string): void => {
    if (name === 'A') row = Math.max(row - count, 0);
    else if (name === 'B') row += count;
    else if (name === 'C') column += count;
    else if (name === 'D') column = Math.max(column - count, 0);
    else if (name === 'G') column = count - 1;
    else if (name === 'K') erase(line(), column, given);
    else if (name === 'J') {
      erase(line(), column, '');
      lines.length = row + 1;
    }
  };
  for (const [token, given, name] of output.matchAll(sequence)) {
    if (name !== undefined) control(Math.max(Number.parseInt(given ?? '', 10) || 1, 1), name, given ?? '');
    else if (token === '\n') row += 1;
    else if (token === '\r') column = 0;
    else if (token === '\b') column = Math.max(column - 1, 0);
    else if (token >= ' ') {
      const cells = line();
      while (cells.length < column) cells.push(' ');
      cells[column] = token;
      column += 1;
    }
  }
  const texts = lines.map((cells) => cells.join('').trimEnd());
  while (texts.at(-1) === '') texts.pop();
  return texts;
}

function erase(cells: string[], column: number, given: string): void {
  if (given === '2') cells.length = 0;
  else if (given === '1') cells.fill(' ', 0, column + 1);
  else cells.length = Math.min(cells.length, column);
}

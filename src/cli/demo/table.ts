/** Columns are parted by this much. */
const GAP = '   ';

export interface TableOptions {
  /** How many of the rows stand above the line. */
  readonly headRows?: number;
  /** Cells that are longer are cut. */
  readonly widthMax?: number;
}

/** Lays out cells in columns. */
export function layOut(rows: readonly (readonly string[])[], options: TableOptions = {}): string {
  const { headRows = 1, widthMax = 28 } = options;
  const cut = rows.map((row) => row.map((cell) => cutTo(cell, widthMax)));
  const widths = (cut[0] ?? []).map((_, column) => Math.max(...cut.map((row) => displayWidth(row[column] ?? ''))));
  const print = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - displayWidth(cell)))
      .join(GAP)
      .trimEnd();
  const line = '─'.repeat(widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1));
  return [...cut.slice(0, headRows).map(print), line, ...cut.slice(headRows).map(print)].join('\n');
}

function cutTo(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let shown = '';
  for (const character of text) {
    if (displayWidth(shown + character) > width - 1) break;
    shown += character;
  }
  return `${shown}…`;
}

/** Columns of a terminal: none for combining marks, two for the wide letters of East Asia (Unicode annex 11, roughly). */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}/u.test(character)) continue;
    width += /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(character)
      ? 2
      : 1;
  }
  return width;
}

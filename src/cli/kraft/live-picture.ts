/** What it needs to know of a terminal. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

/** A line, and how it is to look; its text is cut before. */
export interface PictureLine {
  readonly text: string;
  paint?(text: string): string;
}

/**
 * Lines that are drawn in place of those before them. They never break or scroll, whatever the size of the terminal, so
 * that the place stays the same: what has no room is cut.
 */
export class LivePicture {
  private readonly canvas: Canvas;
  private drawnLines = 0;
  private drawnColumns = 0;

  constructor(canvas: Canvas) {
    this.canvas = canvas;
  }

  draw(lines: readonly PictureLine[]): void {
    // A terminal that does not know its size may say 0.
    const columns = this.canvas.columns || 80;
    const rows = this.canvas.rows || 24;
    // The cursor stands below the last line.
    const shown = lines.slice(0, rows - 1).map(({ text, paint }) => {
      const visible = cut(text, columns);
      return `\x1b[2K${paint === undefined ? visible : paint(visible)}\n`;
    });
    this.canvas.write(`${this.wayBack(columns)}${shown.join("")}\x1b[0J`);
    this.drawnLines = shown.length;
    this.drawnColumns = columns;
  }

  /** To where the first line stands. Where that is not known any more, because lines were broken anew, to the top. */
  private wayBack(columns: number): string {
    if (this.drawnLines === 0) return "";
    return columns === this.drawnColumns ? `\x1b[${this.drawnLines}A` : "\x1b[H\x1b[2J";
  }
}

function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
}

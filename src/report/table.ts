import Table from "cli-table3";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

const GAP = "  ";

type Row = readonly string[];

/** Names are shortened to no less than this. */
const MIN_NAME = 16;

/**
 * Aligned columns without borders, for terminals and pipes alike. Where `width` is too narrow for them, the names in
 * the first column are shortened; where that is not enough, each row becomes a block of "title: cell" lines, which a
 * terminal may break without harm.
 */
export function renderTable(columns: readonly Column[], rows: readonly Row[], width: number): string[] {
  const widths = columns.map((column, at) => Math.max(column.title.length, ...rows.map((row) => row[at]!.length)));
  const total = widths.reduce((sum, columnWidth) => sum + columnWidth, GAP.length * (columns.length - 1));
  if (total <= width) return renderColumns(columns, rows);
  const nameWidth = widths[0]! - (total - width);
  if (nameWidth < MIN_NAME) return renderBlocks(columns, rows);
  return renderColumns(
    columns,
    rows.map(([name, ...cells]) => [shortened(name!, nameWidth), ...cells]),
  );
}

function shortened(name: string, width: number): string {
  return name.length <= width ? name : `${name.slice(0, width - 1)}…`;
}

function renderColumns(columns: readonly Column[], rows: readonly Row[]): string[] {
  const table = new Table({
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => column.align),
    chars: { ...NO_BORDERS, middle: GAP },
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

function renderBlocks(columns: readonly Column[], rows: readonly Row[]): string[] {
  return rows.flatMap((row, at) => {
    const lines = row
      .map((cell, column) => `${columns[column]!.title}: ${cell}`)
      .filter((_, column) => row[column] !== "");
    return at === 0 ? lines : ["", ...lines];
  });
}

const NO_BORDERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
};

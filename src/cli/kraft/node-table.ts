import type { NodeReport } from "../../cluster/index.ts";
import { grouped } from "../../report/numbers.ts";
import type { Paint } from "../../report/paint.ts";
import { renderTable } from "../../report/table.ts";
import type { PictureLine } from "./live-picture.ts";

/** A cluster as people see it. */

interface NodeColumn {
  readonly title: string;
  readonly align: "left" | "right";
  /** Where there is no room for all, the highest number goes first. */
  readonly luxury: number;
  cell(report: NodeReport): string;
}

const COLUMNS: readonly NodeColumn[] = [
  { title: "node", align: "left", luxury: 0, cell: ({ id }) => String(id) },
  { title: "role", align: "left", luxury: 0, cell: roleOf },
  { title: "term", align: "right", luxury: 1, cell: ({ view }) => numberOf(view?.term) },
  { title: "commit", align: "right", luxury: 2, cell: ({ view }) => numberOf(view?.commitIndex) },
  { title: "applied", align: "right", luxury: 4, cell: ({ view }) => numberOf(view?.appliedIndex) },
  { title: "lag", align: "right", luxury: 3, cell: ({ lag }) => numberOf(lag) },
  { title: "keys", align: "right", luxury: 6, cell: ({ view }) => numberOf(view?.keys) },
  { title: "process", align: "left", luxury: 7, cell: ({ pid }) => (pid === undefined ? "" : String(pid)) },
  { title: "API", align: "left", luxury: 5, cell: ({ api }) => api },
];

/** As many columns as there is room for. */
export function nodeTable(reports: readonly NodeReport[], width: number, paint: Paint): PictureLine[] {
  let columns = COLUMNS;
  let lines = linesOf(columns, reports);
  while (lines.some((line) => line.length > width) && columns.some(({ luxury }) => luxury > 0)) {
    const most = Math.max(...columns.map(({ luxury }) => luxury));
    columns = columns.filter(({ luxury }) => luxury < most);
    lines = linesOf(columns, reports);
  }
  const [head, ...rows] = lines;
  return [
    { text: head!, paint: paint.dim },
    ...rows.map((text, at) => ({ text, paint: paintOf(reports[at]!, paint) })),
  ];
}

function linesOf(columns: readonly NodeColumn[], reports: readonly NodeReport[]): string[] {
  const rows = reports.map((report) => columns.map(({ cell }) => cell(report)));
  return renderTable(columns, rows, Number.POSITIVE_INFINITY);
}

function paintOf({ view }: NodeReport, paint: Paint): (text: string) => string {
  if (view === undefined) return paint.red;
  return view.role === "leader" ? paint.bold : paint.reset;
}

/** One line of a log. */
export function nodeLine(report: NodeReport): string {
  const { id, view, lag } = report;
  const role = roleOf(report);
  const behind = lag === undefined ? "" : ` lag ${lag}`;
  if (view === undefined) return `node ${id} ${role}${behind}`;
  const { term, commitIndex, appliedIndex, keys } = view;
  return `node ${id} ${role} term ${term} commit ${commitIndex} applied ${appliedIndex}${behind} keys ${keys}`;
}

/** What it is to the cluster, or why that is not known. */
export function roleOf({ view, process }: Pick<NodeReport, "view" | "process">): string {
  // Of a local cluster all nodes were members at first.
  if (view !== undefined) return view.isMember ? view.role : "removed";
  if (process === "gone") return "down";
  return process === "paused" ? "paused" : "silent";
}

function numberOf(value: number | undefined): string {
  return value === undefined ? "" : grouped(value);
}

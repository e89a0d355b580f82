import type { Reduction } from "../fuzz/tape/tape-file.ts";
import { grouped } from "./numbers.ts";
import { renderTable } from "./table.ts";

/** How far a minimizer got, as a table. */
export function describeReduction(reduction: Reduction, width: number): string[] {
  return renderTable(
    [
      { title: "minimized", align: "left" },
      { title: "before", align: "right" },
      { title: "after", align: "right" },
    ],
    [
      ["tape entries", ...reduction.entries.map(grouped)],
      ["nodes", ...reduction.nodes.map(grouped)],
      ["messages", ...reduction.messages.map(grouped)],
      ["events", ...reduction.events.map(grouped)],
    ],
    width,
  );
}

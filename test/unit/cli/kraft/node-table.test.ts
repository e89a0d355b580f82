import { describe, expect, test } from "vitest";
import { nodeLine, nodeTable } from "../../../../src/cli/kraft/node-table.ts";
import type { NodeReport } from "../../../../src/cluster/index.ts";
import { createPaint } from "../../../../src/report/paint.ts";

const view = {
  id: 1,
  role: "leader",
  isMember: true,
  term: 12,
  leader: 1,
  commitIndex: 12_345,
  appliedIndex: 12_344,
  keys: 3,
};
const base = { pid: 4711, api: "127.0.0.1:9001" };
const reports: NodeReport[] = [
  { ...base, id: 1, process: "running", view, lag: 0 },
  { ...base, id: 2, process: "paused", view: undefined, lag: 7 },
  { ...base, id: 3, process: "gone", pid: undefined, view: undefined, lag: undefined },
  { ...base, id: 4, process: "running", view: undefined, lag: undefined },
];
const table = (width: number): string[] => nodeTable(reports, width, createPaint(false)).map(({ text }) => text);

describe("the table of nodes", () => {
  test("shows all there is to know where there is room", () => {
    expect(table(80)).toEqual([
      "node  role    term  commit  applied  lag  keys  process  API",
      "1     leader    12  12,345   12,344    0     3  4711     127.0.0.1:9001",
      "2     paused                           7        4711     127.0.0.1:9001",
      "3     down                                               127.0.0.1:9001",
      "4     silent                                    4711     127.0.0.1:9001",
    ]);
  });

  test.each([60, 50, 40, 30, 20, 12])("gives columns up where there is none: %i", (width) => {
    for (const line of table(width)) expect(line.length).toBeLessThanOrEqual(width);
    expect(table(width)[1]).toMatch(/^1 +leader/);
  });

  test("keeps what matters longest", () => {
    expect(table(34)[0]).toBe("node  role    term  commit  lag");
    expect(table(1)[0]).toBe("node  role");
  });
});

test("a node that was removed is no follower", () => {
  const removed = { ...view, id: 5, role: "pre-candidate", isMember: false };
  expect(nodeLine({ ...base, id: 5, process: "running", view: removed, lag: undefined })).toMatch(
    /^node 5 removed term /,
  );
});

test("a line of a log says the same", () => {
  expect(reports.map(nodeLine)).toEqual([
    "node 1 leader term 12 commit 12345 applied 12344 lag 0 keys 3",
    "node 2 paused lag 7",
    "node 3 down",
    "node 4 silent",
  ]);
});

import { expect, test } from "vitest";
import { optionRows } from "../../../../src/report/page/option-rows.ts";

test("options are told by their paths; lists of plain values stay whole", () => {
  const options = {
    nodes: 3,
    canLie: false,
    none: undefined,
    clocks: [{ rate: 1000 }, {}],
    members: [1, 2],
    name: "a",
  };
  expect(optionRows(options)).toEqual([
    { name: "nodes", value: "3" },
    { name: "canLie", value: "false" },
    { name: "clocks.0.rate", value: "1000" },
    { name: "clocks.1", value: "{}" },
    { name: "members", value: "[1,2]" },
    { name: "name", value: "a" },
  ]);
});

import { expect, test } from "vitest";
import type { Fact } from "../../../../src/fuzz/chronicle/chronicle.ts";
import { packReport, unpackReport } from "../../../../src/report/page/packed-report.ts";
import { reportOn, toldRun } from "./told.ts";

/** As JSON has it: without what is undefined in objects, and here without what is at the end of a list. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (name, one) =>
      name === "args" ? one.slice(0, one.findLastIndex((arg: unknown) => arg !== undefined) + 1) : one,
    ),
  );

test.each(["hellweek", "gc", "partition"])("a report on a run of %s comes back from its columns", (scenario) => {
  const data = reportOn(toldRun(scenario, 150), {
    causes: [1, 5, 30],
    tapeFile: { name: "tape.json", text: '{\n  "deeds": [\n    { "atUs": 17 },\n    { "atUs": 007.50 }\n  ]\n}\n' },
  });
  expect(data.chronicle.messages.some(({ arrivals }) => arrivals.length > 1)).toBe(scenario === "hellweek");
  const unpacked = unpackReport(JSON.parse(JSON.stringify(packReport(data))));
  expect(plain(unpacked)).toEqual(plain({ ...data, omittedSteps: 0, omittedCauses: 0 }));
});

test("an answer that a client never had is undefined, and one that is nothing is null", () => {
  const told = toldRun("partition", 20);
  const facts: Fact[] = [
    { name: "clientReturned", args: [6, 1, 0, undefined] },
    { name: "clientReturned", args: [6, 2, 9, null] },
  ];
  const chronicle = { ...told, steps: told.steps.map((step) => ({ ...step, facts })) };
  const unpacked = unpackReport(JSON.parse(JSON.stringify(packReport(reportOn(chronicle)))));
  expect(unpacked.chronicle.steps[0]!.facts.map(({ args }) => args[3])).toEqual([undefined, null]);
});

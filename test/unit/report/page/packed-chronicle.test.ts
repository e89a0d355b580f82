import { expect, test } from "vitest";
import { packReport, unpackReport } from "../../../../src/report/page/packed-report.ts";
import { reportOn, toldRun } from "./told.ts";

/** What JSON makes of it: absent for undefined in objects, null in lists. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test.each(["hellweek", "gc", "partition"])("a report on a run of %s comes back from its columns", (scenario) => {
  const data = reportOn(toldRun(scenario, 150), {
    causes: [1, 5, 30],
    tapeFile: { name: "tape.json", text: '{\n  "deeds": [\n    { "atUs": 17 },\n    { "atUs": 007.50 }\n  ]\n}\n' },
  });
  expect(data.chronicle.messages.some(({ arrivals }) => arrivals.length > 1)).toBe(scenario === "hellweek");
  const unpacked = unpackReport(JSON.parse(JSON.stringify(packReport(data))));
  expect(plain(unpacked)).toEqual(plain({ ...data, omittedSteps: 0, omittedCauses: 0 }));
});

import { describe, expect, test } from "vitest";
import type { SeedOutcome } from "../../../src/fuzz/campaign/seed-task.ts";
import { campaignFields, runFields } from "../../../src/report/document.ts";
import { describeExercised } from "../../../src/report/exercised.ts";
import { createPaint } from "../../../src/report/paint.ts";
import { describeRun, describeSummary } from "../../../src/report/summary.ts";
import { failedResult, fakeResult } from "../fuzz/fake-result.ts";
import { again, finished, resultOf } from "./campaign-results.ts";

const plain = createPaint(false);

describe("what people read", () => {
  test("a summary of a campaign that passed", async () => {
    const result = await resultOf([finished(fakeResult("s")), finished(fakeResult("s-1"))]);
    expect(describeSummary(result, 2000, again, plain, 80)).toEqual([
      "pass: 2 seeds, 2,000 operations, 108,642 events",
      "time: 21.0 s of virtual time in 2.000 s",
      "commands: 600 submitted, 594 committed (99.0 %); 24 elections",
      "messages: 40,000 sent, 38,000 delivered, 1,800 dropped,",
      "          200 duplicated, 100 delayed, 0 corrupted",
      `fingerprint: ${result.fingerprint}`,
    ]);
  });

  test("a summary on a narrow terminal: no line is longer, and what goes on stands below what it is of", async () => {
    const result = await resultOf([finished(failedResult("s")), finished(fakeResult("s-1"))]);
    const lines = describeSummary(result, 2000, again, plain, 30);
    expect(lines.slice(0, -1)).toEqual([
      "fail: 1 seed, 1,000",
      "  operations, 54,321 events",
      "time: 10.5 s of virtual time",
      "      in 2.000 s",
      "commands: 300 submitted, 297",
      "          committed (99.0 %);",
      "          12 elections",
      "messages: 20,000 sent, 19,000",
      "          delivered, 900",
      "          dropped,",
      "          100 duplicated, 50",
      "          delayed, 0 corrupted",
    ]);
    const painted = describeSummary(result, 2000, again, createPaint(true), 30);
    expect(painted[0]).toMatch(/fail.*: 1 seed, 1,000$/);
    expect(painted.slice(1)).toEqual(lines.slice(1));
  });

  test("one line for a run that the clock cut short", async () => {
    const partial = fakeResult("s-1", { operations: 420 });
    const outcomes: SeedOutcome[] = [finished(fakeResult("s")), { kind: "cut-short", seed: "s-1", partial }];
    const lines = describeSummary(await resultOf(outcomes, "out-of-time"), 2000, again, plain, 80);
    expect(lines[0]).toBe("pass: 1 seed, 1,420 operations, 108,642 events");
    expect(lines.slice(-2)).toEqual([
      "seed s-1 was cut short by the clock after 420 operations and is not among the",
      "  seeds that count",
    ]);
  });

  test("one line for all the runs that the clock cut short, and that none finished", async () => {
    const partial = fakeResult("s", { operations: 1420 });
    const cut = await resultOf([{ kind: "cut-short", seed: "s", partial }], "out-of-time");
    const many = Array.from({ length: 3 }, (_, k) => ({ kind: "cut-short" as const, seed: `s-${k}`, partial }));
    const lines = describeSummary({ ...cut, cutShort: many }, 2000, again, plain, 80);
    expect(lines[0]).toBe("unknown: 0 seeds, 1,420 operations, 54,321 events");
    expect(lines[1]).toBe("no run finished in the time allowed, so nothing is known");
    expect(lines.slice(-2)).toEqual([
      "3 seeds were cut short by the clock, the first of them s-0 after 1,420",
      "  operations, and are not among the seeds that count",
    ]);
  });

  test("no figures of a campaign in which nothing happened", async () => {
    const nothing = await resultOf([{ kind: "cut-short", seed: "s", partial: undefined }], "interrupted");
    expect(describeSummary(nothing, 2000, again, plain, 80)).toEqual([
      "interrupted: 0 seeds",
      "no run finished before the interrupt, so nothing is known",
      "seed s was interrupted and is not among the seeds that count",
    ]);
  });

  test("no line of a summary that is wider than the terminal, but of a command that is", async () => {
    const crash: SeedOutcome = { kind: "crashed", seed: "s", message: "m", stack: "" };
    const partial = fakeResult("s-1", { operations: 420 });
    const result = await resultOf([crash, { kind: "cut-short", seed: "s-1", partial }], "interrupted");
    const notCheckable = Array.from({ length: 12 }, (_, at) => `property-${at}`);
    const lines = describeSummary(
      { ...result, totals: { ...result.totals, notCheckable } as never },
      2000,
      () => "again",
      plain,
      80,
    );
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(lines.join("\n").replace(/\n {2}/g, " ")).toContain("the lab itself failed on 1 seed, the first of them s");
  });

  test("in a summary the whole line that shows again the first on which the lab itself failed", async () => {
    const crash: SeedOutcome = { kind: "crashed", seed: "s", message: "m", stack: "" };
    const lines = describeSummary(await resultOf([crash, finished(fakeResult("s-1"))]), 1, again, plain, 80);
    expect(lines.slice(-2)).toEqual([
      "the lab itself failed on 1 seed, the first of them s",
      `reproduce: ${again({ seed: "s" })}`,
    ]);
  });

  test("what could not be judged is said, not passed over", async () => {
    const result = await resultOf([
      finished(fakeResult("s", { notCheckable: ["durability"] })),
      finished(fakeResult("t")),
    ]);
    expect(describeSummary(result, 1, again, plain, 80)).toContain("not checkable, so not judged: durability");
  });

  test("a history that took too many steps to judge is no pass", async () => {
    const undecided = fakeResult("t", { verdict: "unknown" });
    const result = await resultOf([finished(fakeResult("s")), finished(undecided)]);
    const lines = describeSummary(result, 1, again, plain, 80);
    expect(lines[0]).toMatch(/^unknown: 2 seeds, /);
    expect(lines[1]).toBe("the history of 1 seed took too many steps to judge; nothing else was found there");
    expect(describeRun({ result: undecided, wallMs: 1, cpuMs: 1 }, plain)).toMatch(/^seed t: unknown, /);
    expect(runFields({ result: undecided, wallMs: 1, cpuMs: 1 })).toMatchObject({ verdict: "unknown", violations: [] });
    expect(campaignFields(result, 1, () => "")).toMatchObject({ verdict: "unknown", violations: [] });
  });

  test("a line for a run", () => {
    expect(describeRun({ result: fakeResult("x"), wallMs: 1234, cpuMs: 1 }, plain)).toBe(
      "seed x: pass, 1,000 operations, 99.0 % committed, fingerprint 0123456789abcdef, 1.234 s",
    );
  });

  test("what was exercised, and what never happened", () => {
    const counts = { elections: 7, crashes: 1500, pauses: 0, partitions: 20, clogs: 3, heals: 0, retries: 0 };
    const groups = [
      { title: "votes", names: ["elections"] },
      { title: "nodes", names: ["crashes", "pauses"] },
      { title: "links", names: ["partitions", "clogs", "heals"] },
      { title: "clients", names: ["retries"] },
    ];
    const outOfReach = new Set(["heals", "clogs"]);
    expect(describeExercised({ counts, groups, outOfReach }, plain, 30)).toEqual([
      "exercised     times",
      "votes",
      "  elections       7",
      "nodes",
      "  crashes     1,500",
      "links",
      "  partitions     20",
      "  clogs           3",
      "never happened: pauses,",
      "  retries",
    ]);
  });
});

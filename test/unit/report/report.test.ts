import { describe, expect, test } from "vitest";
import { type Campaign, runCampaign } from "../../../src/fuzz/campaign/campaign.ts";
import type { Executor, Searched, SeedOutcome } from "../../../src/fuzz/campaign/seed-task.ts";
import type { Mutant } from "../../../src/fuzz/mutants/mutant.ts";
import type { Hunt } from "../../../src/fuzz/mutants/mutant-hunt.ts";
import type { RunResult } from "../../../src/fuzz/result.ts";
import { describeCauses } from "../../../src/report/causes.ts";
import { campaignFields, runFields } from "../../../src/report/document.ts";
import { describeExercised } from "../../../src/report/exercised.ts";
import { describeFailure } from "../../../src/report/failure.ts";
import { describeHunts, huntFields } from "../../../src/report/hunts.ts";
import { createPaint } from "../../../src/report/paint.ts";
import { describeRun, describeSummary } from "../../../src/report/summary.ts";
import { failedResult, fakeResult } from "../fuzz/fake-result.ts";

const plain = createPaint(false);
const campaign: Campaign = {
  firstSeed: "s",
  seeds: 2,
  nodes: 5,
  operations: 1000,
  scenario: undefined,
  twin: false,
  coreUrl: undefined,
  keepsGoing: false,
};

function resultOf(outcomes: readonly SeedOutcome[], reason?: string) {
  let at = 0;
  const cut = new AbortController();
  const executor: Executor = {
    seedsAhead: 1,
    execute: async () => {
      const outcome = outcomes[at++]!;
      if (outcome.kind === "cut-short") cut.abort(reason);
      return outcome;
    },
    cancel: () => {},
  };
  return runCampaign(campaign, executor, cut.signal);
}

const again = ({ seed }: Searched): string => `kraft-fuzz -s ${seed} ${"-".repeat(90)}`;

const finished = (result: RunResult): SeedOutcome => ({ kind: "finished", record: { result, wallMs: 12.3, cpuMs: 1 } });

describe("what people read", () => {
  test("a failure: what, when, who, why, and how to see it again", () => {
    const lines = describeFailure("seed x-3", failedResult("x-3"), "npx kraft-fuzz -s x-3", false, plain, 80);
    expect(lines).toEqual([
      "FAIL on seed x-3",
      "election-safety is violated at event 12,345, 3.456789 s of virtual time, nodes 2, 5:",
      "  node 2 and node 5 are both leader of term 7",
      "reproduce: npx kraft-fuzz -s x-3",
    ]);
  });

  test("of many violations the first of each invariant, unless all are asked for", () => {
    const [first] = failedResult("x").violations;
    const violations = [first!, { ...first!, event: 2 }, { ...first!, invariant: "log-matching", event: 3 }];
    const failure = fakeResult("x", { verdict: "fail", violations });
    const brief = describeFailure("seed x", failure, "again", false, plain, 80);
    expect(brief.filter((line) => line.includes("is violated")).map((line) => line.split(" ")[0])).toEqual([
      "election-safety",
      "log-matching",
    ]);
    expect(brief).toContain("only the first of each invariant is told here; -v tells the 3 that were kept");
    const whole = describeFailure("seed x", failure, "again", true, plain, 80);
    expect(whole.filter((line) => line.includes("is violated"))).toHaveLength(3);
    expect(whole.join("\n")).not.toContain("that were kept");
  });

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

  test("causes within the width, each with the whole line that shows it again", async () => {
    const result = await resultOf([finished(failedResult("s"))]);
    const message = Array.from({ length: 30 }, () => "word").join(" ");
    const causes = result.causes.map((cause) => ({ ...cause, violation: { ...cause.violation, message } }));
    const lines = describeCauses({ ...result, causes }, again, plain, 60);
    expect(lines).toEqual([
      "FAIL: 1 of 1 run",
      "1. election-safety is violated in 1 run, first on seed s:",
      `  ${"word ".repeat(11).trim()}`,
      `  ${"word ".repeat(11).trim()}`,
      `  ${"word ".repeat(8).trim()}`,
      `  reproduce: ${again({ seed: "s" })}`,
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

describe("hunts", () => {
  const mutant = {
    id: "a-mutant-with-a-name-that-goes-on-and-on",
    title: "t",
    breaks: ["durability"],
    source: "s",
    file: "f.ts",
    find: "a",
    replace: "b",
    why: "w",
    expect: "killed",
  } as const;

  const again = (hunt: Hunt, { seed }: Searched): string => `again ${hunt.mutant.id} ${seed}`;

  async function huntOf(outcomes: readonly SeedOutcome[], changes: Partial<Hunt>): Promise<Hunt> {
    return {
      mutant: { ...mutant, breaks: [...mutant.breaks] },
      campaign,
      fate: "killed",
      killedBy: [],
      killer: undefined,
      alsoFell: [],
      asExpected: true,
      result: await resultOf(outcomes),
      wallMs: 1234,
      cpuMs: 900,
      ...changes,
    };
  }

  test("stand in a table that fits 80 columns, with a line for each surprise", async () => {
    const killed = await huntOf([finished(failedResult("s"))], { killedBy: ["state-machine-safety"] });
    const missed = await huntOf([finished(fakeResult("s")), finished(fakeResult("s-1"))], {
      fate: "survived",
      alsoFell: [
        { invariant: "liveness", runs: 2, seed: "s" },
        { invariant: "core-assertion", runs: 1, seed: "s-1" },
      ],
      asExpected: false,
    });
    const survived = await huntOf([finished(fakeResult("s")), finished(fakeResult("s-1"))], {
      fate: "survived",
      asExpected: false,
    });
    const hunts = [killed, missed, survived];
    expect(describeHunts(hunts, [], again, plain, 80)).toEqual([
      "mutant                         scenario  nodes  killed by             seeds    s",
      "a-mutant-with-a-name-that-go…  (mix)         5  state-machine-safety      1  1.2",
      "a-mutant-with-a-name-that-go…  (mix)         5  (survived)                2  1.2",
      "a-mutant-with-a-name-that-go…  (mix)         5  (survived)                2  1.2",
      "",
      "a-mutant-with-a-name-that-goes-on-and-on should be killed by durability, but survived 2 seeds, " +
        "in which something else fell: liveness in 2, first on seed s, core-assertion in 1, first on seed s-1",
      "reproduce: again a-mutant-with-a-name-that-goes-on-and-on s",
      "a-mutant-with-a-name-that-goes-on-and-on should be killed by durability, but survived 2 seeds",
      "1 of 3 mutants fared as expected",
    ]);
  });

  test("that the time was up for are not said to be survived", async () => {
    const cut = await huntOf([finished(fakeResult("s")), finished(fakeResult("s-1"))], {
      fate: "out-of-time",
      asExpected: false,
      wallMs: 45_012,
    });
    const equivalent: Mutant = { ...mutant, expect: "survives", breaks: [] };
    const same = { ...cut, mutant: equivalent, asExpected: true };
    expect(describeHunts([cut, same], [], again, plain, 100)).toEqual([
      "mutant                                    scenario  nodes  killed by      seeds     s",
      "a-mutant-with-a-name-that-goes-on-and-on  (mix)         5  (out of time)      2  45.0",
      "a-mutant-with-a-name-that-goes-on-and-on  (mix)         5  (out of time)      2  45.0",
      "",
      "a-mutant-with-a-name-that-goes-on-and-on should be killed by durability, but was not killed in 45.0 s: 2 seeds",
      "1 of 2 mutants fared as expected; the time was up for 2",
    ]);
  });

  test("are followed by what cannot be planted", async () => {
    const killed = await huntOf([finished(failedResult("s"))], { killedBy: ["durability"] });
    const { id: _, title, source, why } = mutant;
    const impossible = {
      id: "no-such-line",
      title,
      source,
      why,
      breaks: ["durability"],
      expect: "impossible",
    } as const;
    expect(describeHunts([killed], [{ ...impossible, breaks: ["durability"] }], again, plain, 120)).toEqual([
      "mutant                                    scenario  nodes  killed by     seeds    s",
      "a-mutant-with-a-name-that-goes-on-and-on  (mix)         5  durability        1  1.2",
      "no-such-line                                               (impossible)",
      "",
      "1 of 1 mutant fared as expected",
      "1 more is impossible by construction; its file says why",
    ]);
  });

  test("have their fields in a document", async () => {
    const killed = await huntOf([finished(failedResult("s"))], {
      killedBy: ["election-safety"],
      killer: { seed: "s" },
    });
    expect(huntFields(killed)).toEqual({
      id: mutant.id,
      expect: "killed",
      breaks: ["durability"],
      fate: "killed",
      asExpected: true,
      killedBy: ["election-safety"],
      killingSeed: "s",
      alsoFell: [],
      campaign: { scenario: null, nodes: 5, operations: 1000 },
      seeds: 1,
      operations: 1000,
      wallMs: 1234,
    });
    const searched = { seed: "s", strategy: "swarm" } as const;
    const bySwarm = await huntOf([finished(failedResult("s"))], { killer: searched });
    expect(huntFields(bySwarm)).toMatchObject({ killingSeed: "s", killingStrategy: "swarm" });
  });
});

describe("the document", () => {
  const names = [
    "verdict",
    "violations",
    "operations",
    "submitted",
    "committed",
    "events",
    "messages",
    "elections",
    "simulatedMs",
    "wallMs",
    "fingerprint",
    "exercised",
  ];

  test("has the same fields for a run and for a campaign", async () => {
    const run = runFields({ result: failedResult("s"), wallMs: 12.3, cpuMs: 1 });
    expect(Object.keys(run)).toEqual(["seed", ...names]);
    expect(run.violations).toEqual([
      {
        invariant: "election-safety",
        atMs: 3456.789,
        event: 12_345,
        nodes: [2, 5],
        message: "node 2 and node 5 are both leader of term 7",
      },
    ]);
    const whole = campaignFields(
      await resultOf([finished(fakeResult("s")), finished(failedResult("t"))]),
      99.9,
      ({ seed }) => `kraft-fuzz -s ${seed}`,
    );
    expect(Object.keys(whole)).toEqual([...names, "failures", "causes"]);
    expect(whole.causes).toMatchObject([{ invariant: "election-safety", runs: 1, reproduce: "kraft-fuzz -s t" }]);
    expect(whole).toMatchObject({ verdict: "fail", violations: run.violations, operations: 2000, wallMs: 100 });
  });

  test("says by which strategy a seed was searched, where one was chosen", () => {
    const run = { result: fakeResult("s"), wallMs: 1, cpuMs: 1, strategy: "mixed" } as const;
    expect(runFields(run)).toMatchObject({ strategy: "mixed" });
    expect(describeRun(run, plain)).toMatch(/^seed s by mixed: pass, /);
  });

  test("says what was not checkable", () => {
    expect(runFields({ result: fakeResult("s", { notCheckable: ["durability"] }), wallMs: 1, cpuMs: 1 })).toMatchObject(
      {
        notCheckable: ["durability"],
      },
    );
  });
});

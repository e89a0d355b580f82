import { describe, expect, test } from "vitest";
import type { Searched, SeedOutcome } from "../../../src/fuzz/campaign/seed-task.ts";
import type { Mutant } from "../../../src/fuzz/mutants/mutant.ts";
import type { Hunt } from "../../../src/fuzz/mutants/mutant-hunt.ts";
import { describeHunts, huntFields } from "../../../src/report/hunts.ts";
import { createPaint } from "../../../src/report/paint.ts";
import { failedResult, fakeResult } from "../fuzz/fake-result.ts";
import { campaign, finished, resultOf } from "./campaign-results.ts";

const plain = createPaint(false);

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

import { describe, expect, test } from "vitest";
import type { GeneratedMutant } from "../../../../../src/fuzz/mutants/generated/generated-mutant.ts";
import { type GeneratedHunt, huntGenerated } from "../../../../../src/fuzz/mutants/generated/hunt-generated.ts";
import type { Prey, Sighting } from "../../../../../src/fuzz/mutants/generated/hunting.ts";
import { STAGES, type Stage, stageName } from "../../../../../src/fuzz/mutants/generated/stages.ts";

const mutant: GeneratedMutant = {
  id: "log/append/bound/123456",
  file: "log.ts",
  function: "append",
  operator: "bound",
  line: 1,
  before: "<",
  after: "<=",
  find: "a < b",
  replace: "a <= b",
};

const never = new AbortController().signal;
/** Each run of the core as it ships does something so often. */
const usual = ({ seeds }: Stage) => ({ reads: new Array<number>(seeds).fill(100) });

/** A hunt whose stages come to this. */
function huntOf(sightingOf: (prey: Prey, place: number) => Sighting | undefined) {
  const hunted: Prey[] = [];
  const ended: Promise<GeneratedHunt> = huntGenerated(mutant, "1", 60_000, async (stage) => usual(stage), never, {
    build: async () => "core.js",
    huntOne: async (prey) => {
      hunted.push(prey);
      return sightingOf(prey, hunted.length - 1);
    },
  });
  return ended.then(({ fate, kill }) => ({ fate, kill, stages: hunted.map(({ stage }) => stage) }));
}

function survived({ stage }: Prey, reads = 100): Sighting {
  return { kind: "survived", runs: stage.seeds, exercised: { reads: new Array<number>(stage.seeds).fill(reads) } };
}

const runsOf = (stages: readonly Stage[]): number => stages.reduce((sum, { seeds }) => sum + seeds, 0);

describe("the hunt of a generated mutant", () => {
  test("goes through all stages where nothing falls", async () => {
    expect(await huntOf((prey) => survived(prey))).toEqual({ fate: "survived", kill: undefined, stages: STAGES });
  });

  test("ends where something falls, and counts the runs of the stages before too", async () => {
    const fallen = { seed: "1-2", by: ["log-matching"], message: "logs differ" };
    const { fate, kill, stages } = await huntOf((prey, place) =>
      place < 2 ? survived(prey) : { kind: "killed", runs: 3, stage: prey.stage, ...fallen },
    );
    expect(fate).toBe("killed");
    expect(kill).toMatchObject({ ...fallen, stage: STAGES[2], runs: runsOf(STAGES.slice(0, 2)) + 3 });
    expect(stages).toEqual(STAGES.slice(0, 3));
  });

  test("ends where runs do something else than those of the core as it ships, after all of these", async () => {
    const { fate, kill, stages } = await huntOf((prey, place) => survived(prey, place === 1 ? 0 : 100));
    expect(fate).toBe("killed");
    expect(kill).toMatchObject({ by: ["exercise"], runs: runsOf(STAGES.slice(0, 2)) });
    expect(stages).toEqual(STAGES.slice(0, 2));
  });

  test("is cut short where a stage was, and knows nothing of a mutant that does not compile", async () => {
    expect(await huntOf(() => undefined)).toEqual({ fate: "cut-short", kill: undefined, stages: [STAGES[0]] });
    const stillborn = huntGenerated(mutant, "1", 60_000, async (stage) => usual(stage), never, {
      build: async () => undefined,
      huntOne: () => Promise.reject(new Error("there is nothing to hunt")),
    });
    expect(await stillborn).toMatchObject({ fate: "stillborn", kill: undefined });
  });
});

test("a stage is told from every other by what it is called, also from that of a scenario of the same name", () => {
  const [of, by] = [{ scenario: "mixed" }, { strategy: "mixed" }] as const;
  const stages = [...STAGES, ...[of, by].map((kind) => ({ nodes: 9, operations: 1, seeds: 1, ...kind }))];
  expect(new Set(stages.map(stageName)).size).toBe(stages.length);
});

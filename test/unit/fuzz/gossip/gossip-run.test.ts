import { describe, expect, test, vi } from "vitest";
import { crdtType } from "../../../../src/crdt/index.ts";
import { drawStorm } from "../../../../src/fuzz/create-cluster.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import { loadScenario } from "../../../../src/fuzz/scenarios/scenario-file.ts";
import { decodeStates, type KeyedStates, LocalReplica } from "../../../../src/hybrid/index.ts";
import { deriveSeed } from "../../../../src/sim/index.ts";
import * as core from "../../../../src/sut/core.ts";
import { GossipNode } from "../../../../src/sut/index.ts";
import { LocalOperations } from "../../../../src/sut/local-operations.ts";
import { finish } from "../whole-runs.ts";

const scenario = loadScenario("gossip");
const optionsOf = (seed: string) => ({ nodes: 5, operations: 600, seed, checkers: true, scenario });
const seeds = Array.from({ length: 12 }, (_, place) => deriveSeed("gossip", place));

const violationsOf = (seed: string) => finish(Run.start(optionsOf(seed), core)).violations;

describe("the scenario gossip", () => {
  test.each(seeds)("converges on seed %s, and what goes through the log is linearizable", (seed) => {
    const { exercised, notCheckable, violations } = finish(Run.start(optionsOf(seed), core));
    expect(violations).toEqual([]);
    expect(notCheckable).toEqual([]);
    expect(exercised["histories too long to judge"]).toBe(0);
    expect(exercised["operations answered by gossip"]).toBeGreaterThan(0);
    expect(exercised["gossip messages sent"]).toBeGreaterThan(0);
  });

  test("is judged as a whole where many operations stayed unanswered", () => {
    const hardest = { ...optionsOf("71bd5e740e668864-32"), operations: 10_000 };
    const { exercised, verdict } = finish(Run.start(hardest, core));
    expect(verdict).toBe("pass");
    expect(exercised["histories too long to judge"]).toBe(0);
  });

  test("goes on identically in a fork", () => {
    const run = Run.start(optionsOf(seeds[0]!), core);
    run.advance(3_000);
    const fork = run.fork();
    const finished = finish(run);
    expect(finish(fork)).toEqual(finished);
    expect(finish(Run.start(optionsOf(seeds[0]!), core)).fingerprint).toBe(finished.fingerprint);
  });
});

/** What a replica keeps to itself. */
type Kept = Readonly<Record<"known" | "news", KeyedStates>> & { readonly node: number };

const begin = LocalReplica.prototype.begin;

const expectSeen = () =>
  expect(seeds.some((seed) => violationsOf(seed).some(({ invariant }) => invariant === "convergence"))).toBe(true);

/** Bugs that the lab would not see if it did not look. */
describe("is violated", () => {
  test("by nodes that tell each other too seldom", () => {
    const storm = drawStorm(optionsOf(seeds[0]!));
    const slow = { ...storm, profile: { ...storm.profile, gossip: { intervalUs: 60_000_000 } } };
    const { violations } = finish(Run.start(optionsOf(seeds[0]!), core, slow));
    expect(violations.map(({ invariant }) => invariant)).toContain("convergence");
  });

  test("by nodes that carry out the copies that the network makes", () => {
    const gullible = vi.spyOn(LocalOperations.prototype, "isCopy").mockReturnValue(false);
    expect(seeds.flatMap(violationsOf).map(({ invariant }) => invariant)).toContain("convergence");
    gullible.mockRestore();
  });

  test("by nodes that forget in a crash what they had answered", () => {
    const boot = GossipNode.boot;
    const forgetful = vi.spyOn(GossipNode, "boot").mockImplementation((node, gossip, process) => {
      const image = process.image as unknown as { local: KeyedStates };
      image.local.clear();
      return boot.call(GossipNode, node, gossip, process);
    });
    expect(seeds.flatMap(violationsOf).map(({ invariant }) => invariant)).toContain("convergence");
    forgetful.mockRestore();
  });

  test("by nodes whose operations do not build on what was heard", () => {
    const hear = vi.spyOn(LocalReplica.prototype, "hear").mockImplementation(function (this: LocalReplica, told) {
      const { known, news } = this as unknown as Kept;
      for (const heard of decodeStates(told)) if (known.merge(heard)) news.merge(heard);
    });
    expectSeen();
    hear.mockRestore();
  });

  test("by nodes whose operations do not build on what the log has come to", () => {
    const deaf = vi.spyOn(LocalReplica.prototype, "begin").mockImplementation(function (this: LocalReplica, ...asked) {
      return begin.call(this, asked[0], asked[1], asked[2], (_, name) => crdtType(name).empty);
    });
    expectSeen();
    deaf.mockRestore();
  });

  test("by nodes whose operations do not build on what has begun", () => {
    const hasty = vi.spyOn(LocalReplica.prototype, "begin").mockImplementation(function (this: LocalReplica, ...asked) {
      const [key, name, operation, log] = asked;
      const { known, node } = this as unknown as Kept;
      const type = crdtType(name);
      return { key, name, state: type.delta(type.merge(log(key, name), known.of(key, name)), node, operation) };
    });
    expectSeen();
    hasty.mockRestore();
  });
});

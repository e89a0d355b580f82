import { beforeAll, describe, expect, test } from "vitest";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import {
  type Command,
  core,
  describeViolations,
  loadScenario,
  PlainDataError,
  type RaftCore,
  type Result,
  Run,
  ScenarioError,
  type SimulateOptions,
  type Simulation,
  SimulationError,
  simulate,
} from "../../../../src/index.ts";
import { finish } from "../whole-runs.ts";
import { Bank, type BankCommand, type BankResult, bankApplication } from "./bank.ts";

type World = Simulation<Command, Result>;

/** A story of some length: faults of several kinds, each drawn in some way. */
function tell(world: World): World {
  world.run({ forMs: 1_000 });
  world.crash("anyone", { forMs: 300 });
  world.shape("halves", { forMs: 700 });
  world.submit();
  world.run({ forMs: 2_000 });
  world.crash("anyone");
  world.crash("follower");
  world.network({ drop: "5%", reorder: "10%" });
  world.run({ forMs: 2_000 });
  return world;
}

describe("time", () => {
  test("begins at zero and passes as it is told to, to the microsecond", () => {
    const world = simulate();
    expect(world.nowMs).toBe(0);
    world.run({ untilMs: 100 });
    world.run({ forMs: 0.001 });
    expect(world.nowMs).toBe(100.001);
    world.run({ untilMs: 100.001 });
    expect(world.nowMs).toBe(100.001);
    expect(world.nodes()).toHaveLength(5);
  });

  test("passes the same in slices as at once", () => {
    const [whole, sliced] = [simulate({ seed: "slices" }), simulate({ seed: "slices" })];
    whole.run({ untilMs: 3_000 });
    for (let ms = 7; ms <= 3_000; ms += 7.3) sliced.run({ untilMs: Math.round(ms * 1_000) / 1_000 });
    sliced.run({ untilMs: 3_000 });
    expect(sliced.finish()).toEqual(whole.finish());
  });

  test.each([
    [{ untilMs: 499 }, "untilMs takes milliseconds from 500 to 86400000, in whole microseconds, not 499"],
    [{ forMs: 0 }, "forMs takes milliseconds from 0.001"],
    [{ forMs: 1, untilMs: 600 }, "run takes either untilMs or forMs, not { forMs: 1, untilMs: 600 }"],
    [{}, "run takes either untilMs or forMs, not {}"],
    [{ until: 600 }, "there is no 'until' in what `run` is told"],
    [600, "what `run` is told takes an object of untilMs, forMs, not 600"],
  ])("that is none is refused: %o", (to, message) => {
    const world = simulate();
    world.run({ untilMs: 500 });
    expect(() => world.run(to as { forMs: number })).toThrow(SimulationError);
    expect(() => world.run(to as { forMs: number })).toThrow(message);
    expect(world.nowMs).toBe(500);
  });
});

describe("a simulation", () => {
  test("ends a command that no leader can ever take at once, and goes on", () => {
    const world = simulate({ seed: "large" });
    world.run({ untilMs: 1_000 });
    const large = world.submit({ kind: "put", key: "k", value: "v".repeat(3_000_000) });
    const small = world.submit({ kind: "put", key: "k", value: "v" });
    world.run({ forMs: 500 });
    expect([large.outcome, small.outcome]).toEqual(["refused", "applied"]);
  });

  test("elects once and answers all, where nothing is placed", () => {
    const world = simulate({ nodes: 7, seed: "quiet", commandsPerSecond: 50 });
    world.run({ untilMs: 10_000 });
    const result = world.finish();
    expect(result).toMatchObject({ seed: "quiet", verdict: "pass", elections: 1, submitted: 500 });
    expect(result.committed).toBeGreaterThanOrEqual(result.submitted - 3);
    expect(result.messages).toMatchObject({ dropped: 0, duplicated: 0, delayed: 0, corrupted: 0 });
  });

  test("is the same again for the same calls, and another for another seed", () => {
    const result = tell(simulate({ seed: "a" })).finish();
    expect(tell(simulate({ seed: "a" })).finish()).toEqual(result);
    expect(tell(simulate({ seed: "b" })).finish().fingerprint).not.toBe(result.fingerprint);
    expect(describeViolations(result)).toBe("");
    expect(simulate().finish()).toEqual(simulate({ nodes: 5, seed: "1", commandsPerSecond: 10, core }).finish());
  });

  test("goes on the same in a fork, which shares nothing", () => {
    const world = tell(simulate({ seed: "fork" }));
    const [fork, other] = [world.fork(), world.fork()];
    tell(other.fork());
    const put = { kind: "put", key: "k", value: "v" } as const;
    const [one, two] = [world.submit(put), fork.submit(put)];
    other.crashAll();
    for (const each of [world, fork]) for (let shapes = 0; shapes < 3; shapes++) each.shape("halves", { forMs: 100 });
    world.run({ forMs: 1_000 });
    expect(two.outcome).toBe("open");
    fork.run({ forMs: 1_000 });
    expect([two.client, two.sequence, two.outcome]).toEqual([one.client, one.sequence, one.outcome]);
    expect(fork.finish()).toEqual(world.finish());
    expect(describeViolations(other.finish())).toBe("");
  });

  test.each(["none", "storm", "hellweek", "byzantine"])(
    "of %s is the run of the same seed, by name or value",
    (name) => {
      const scenario = loadScenario(name);
      const options = { nodes: 5, operations: 300, seed: "same" };
      const result = finish(Run.start({ ...options, checkers: true, scenario }, core));
      expect(simulate({ ...options, scenario: name }).finish()).toEqual(result);
      const sliced = simulate({ ...options, scenario });
      sliced.run({ untilMs: 3_000 });
      expect(sliced.finish()).toEqual(result);
    },
  );

  test("of a scenario lets time pass when its storm is over, and takes faults on top", () => {
    const world = simulate({ scenario: "none", operations: 50, nodes: 3 });
    world.run({ untilMs: 100_000 });
    world.pause("leader", 1_000);
    world.run({ forMs: 2_000 });
    const { elections, operations, simulatedMs, verdict } = world.finish();
    expect({ elections, operations, verdict }).toEqual({ elections: 2, operations: 50, verdict: "pass" });
    expect(simulatedMs).toBeGreaterThan(102_000);
  });

  test("is looked at as it is now", () => {
    const world = simulate({ nodes: 3 });
    expect(world.leader()).toBeUndefined();
    expect(world.node(2)).toMatchObject({ id: 2, isUp: true, role: "follower", term: 0, leader: 0 });
    world.run({ untilMs: 2_000 });
    const leader = world.leader()!;
    expect(leader).toMatchObject({ role: "leader", term: 1, leader: leader.id });
    expect(world.node(leader.id)).toEqual(leader);
    world.run({ forMs: 1_000 });
    expect(world.leader()!.commitIndex).toBeGreaterThan(leader.commitIndex);
    expect(() => world.node(4)).toThrow("a node takes a whole number from 1 to 3, not 4");
  });

  test("is over when it is finished: it has a result, and takes nothing more", () => {
    const world = simulate({ nodes: 3 });
    const result = world.finish();
    expect(world.isOver).toBe(true);
    expect(world.finish()).toEqual(result);
    expect(() => world.run({ forMs: 1 })).toThrow(/^the simulation is over: it was finished at [\d.]+ ms$/);
    for (const ask of [() => world.crash("leader"), () => world.isolate(1), () => world.heal(), () => world.submit()]) {
      expect(ask).toThrow("the simulation is over");
    }
  });
});

describe("a command", () => {
  test("that is handed over is applied, and answered as the machine answers", () => {
    const world = simulate({ commandsPerSecond: 0 });
    world.run({ untilMs: 1_000 });
    const put = world.submit({ kind: "put", key: "k", value: "1" });
    expect(put).toMatchObject({ command: { kind: "put", key: "k", value: "1" }, outcome: "open", result: undefined });
    world.run({ forMs: 100 });
    const append = world.submit({ kind: "append", key: "k", value: "2" });
    world.run({ forMs: 100 });
    expect(put).toMatchObject({ outcome: "applied", result: { changed: true } });
    expect(append).toMatchObject({ outcome: "applied", result: { previous: "1", changed: true } });
    expect(world.finish()).toMatchObject({ submitted: 2, committed: 2 });
  });

  test("that is the client's own choice is told when the client begins with it", () => {
    const world = simulate({ commandsPerSecond: 0, seed: "own" });
    const all = Array.from({ length: 12 }, () => world.submit());
    expect(all.filter(({ command }) => command === undefined)).toHaveLength(9);
    world.run({ forMs: 3_000 });
    for (const one of all) {
      expect(one.outcome).toBe("applied");
      expect(one.command).toHaveProperty("key");
    }
    expect(new Set(all.map(({ client, sequence }) => `${client}.${sequence}`)).size).toBe(12);
  });

  test("that nobody answers stays unknown once the client has given it up", () => {
    const world = simulate({ nodes: 3, commandsPerSecond: 0 });
    world.run({ untilMs: 1_000 });
    world.crashAll();
    const [first, second] = [world.submit(), world.submit()];
    world.run({ forMs: 100 });
    expect([first.outcome, second.outcome]).toEqual(["open", "open"]);
    world.run({ forMs: 60_000 });
    expect([first.outcome, second.outcome]).toEqual(["unknown", "unknown"]);
    expect(first.result).toBeUndefined();
    expect(describeViolations(world.finish())).toBe("");
  });

  test("that is not plain data is refused, and nothing happened", () => {
    const world = simulate<unknown, unknown>();
    expect(() => world.submit({ at: new Date(0) })).toThrow(PlainDataError);
    world.run({ forMs: 50 });
    expect(world.finish()).toMatchObject({ verdict: "pass", submitted: 0 });
  });

  test("is of an application of one's own, as the answer is", () => {
    const world = simulate({ nodes: 3, application: bankApplication(), commandsPerSecond: 0 });
    const deposit = world.submit({ kind: "deposit", account: "alice", amount: 5 });
    world.run({ untilMs: 1_000 });
    const balances: BankResult["balances"] | undefined = deposit.result?.balances;
    expect(balances).toEqual({ alice: 5 });
  });
});

describe("an option that is wrong is refused in one line", () => {
  test.each<[object, string]>([
    [{ nodes: 0 }, "nodes takes a whole number from 1 to 25, not 0"],
    [{ nodes: 2.5 }, "nodes takes a whole number from 1 to 25, not 2.5"],
    [{ seed: 7 }, "seed takes a text of 1 to 1000 characters, not 7"],
    [{ seed: "" }, "seed takes a text of 1 to 1000 characters, not ''"],
    [{ node: 5 }, "there is no 'node' in the options of a simulation (did you mean nodes?)"],
    [{ operations: 100 }, "operations says nothing without a scenario"],
    [{ scenario: "none", operations: 0 }, "operations takes a whole number from 1 to 10000000, not 0"],
    [{ scenario: "none", commandsPerSecond: 1 }, "commandsPerSecond says nothing beside a scenario"],
    [{ scenario: "none", expects: "safety" }, "expects says nothing beside a scenario"],
    [{ commandsPerSecond: -1 }, "commandsPerSecond takes a whole number from 0 to 1000, not -1"],
    [{ expects: "nothing" }, "expects takes one of safety, promises, not 'nothing'"],
  ])("%o", (options, message) => {
    expect(() => simulate(options)).toThrow(SimulationError);
    expect(() => simulate(options)).toThrow(message);
  });

  test("and a scenario that there is not is the scenario's error, which lists those that there are", () => {
    expect(() => simulate({ scenario: "hellweak" })).toThrow(ScenarioError);
    expect(() => simulate({ scenario: "hellweak" })).toThrow(/did you mean hellweek\?.*partition/);
  });
});

describe("what is broken is caught", () => {
  let core: RaftCore;
  beforeAll(async () => {
    core = (await import(
      await buildMutant(loadMutant("double-vote") as Parameters<typeof buildMutant>[0])
    )) as RaftCore;
  });

  /** Leaders crash again and again, where messages take so long that candidates meet. */
  function crashLeaders(options: SimulateOptions<Command, Result>): World {
    const world = simulate({ nodes: 5, seed: "double-vote", ...options });
    world.run({ untilMs: 1_000 });
    world.network({ delay: { share: "100%", by: ["5ms", "40ms"] } });
    for (let round = 0; round < 60 && world.violations.length === 0; round++) {
      if (world.leader() !== undefined) world.crash("leader", { forMs: 1_000 });
      world.run({ forMs: 1_500 });
    }
    return world;
  }

  test("a core that votes twice, by crashes of its leaders placed by hand", () => {
    const world = crashLeaders({ core });
    expect(["one-vote-per-term", "durable-before-reply", "election-safety"]).toContain(world.violations[0]?.invariant);
    const result = world.finish();
    expect(result.verdict).toBe("fail");
    expect(describeViolations(result)).toMatch(/ is violated at event [\d,]+, \d+\.\d{6} s of virtual time, nodes? \d/);
    expect(result.lastFaults.at(-1)).toMatchObject({ fault: { kind: "crash", forUs: 1_000_000 } });
    expect(describeViolations(crashLeaders({}).finish())).toBe("");
  });

  test("a machine that throws ends the run: it has a result, and what is asked of it then is refused", () => {
    class Closed extends Bank {
      override apply(command: BankCommand): BankResult {
        if (command.kind === "deposit") throw new RangeError("no deposits");
        return super.apply(command);
      }
    }
    const world = simulate({ nodes: 3, application: bankApplication(() => new Closed()), commandsPerSecond: 0 });
    world.run({ untilMs: 1_000 });
    world.submit({ kind: "deposit", account: "bob", amount: 1 });
    world.run({ forMs: 1_000 });
    expect(world.isOver).toBe(true);
    expect(world.nowMs).toBeLessThan(1_100);
    expect(() => world.run({ forMs: 1 })).toThrow(
      /^the simulation is over: it ended at 10\d\d\.\d+ ms after machine-failure was violated: .*no deposits$/,
    );
    expect(world.finish().violations).toMatchObject([{ invariant: "machine-failure" }]);
  });
});

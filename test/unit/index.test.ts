import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";

/** Runs a program as a consumer of the built package would, by its name, and gives what it printed. */
function consume(program: string): unknown {
  const argv = ["--input-type=module", "--eval", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { cwd: PACKAGE_ROOT, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return JSON.parse(stdout);
}

test("a consumer runs a seed and gets the same run again", () => {
  const found = consume(`
    import { core, deriveSeed, Run } from "kraft";
    function fingerprint(seed) {
      const run = Run.start({ nodes: 3, operations: 300, seed, checkers: true }, core);
      while (!run.advance(1_000));
      const { verdict, operations, fingerprint } = run.result();
      return { verdict, operations, fingerprint };
    }
    const other = deriveSeed("a", 1);
    console.log(JSON.stringify([other, fingerprint("a"), fingerprint("a"), fingerprint(other)]));
  `);
  const [other, first, again, derived] = found as [string, unknown, unknown, unknown];
  expect(other).toBe("a-1");
  expect(first).toMatchObject({ verdict: "pass", operations: 300 });
  expect(again).toEqual(first);
  expect(derived).not.toEqual(first);
});

test("a consumer drives the core and a machine of its own", () => {
  const found = consume(`
    import { EMPTY_STATE, KeyValueMachine, Output, Raft } from "kraft";
    const options = {
      id: 1, founders: [1], electionTimeoutUs: 150_000, heartbeatIntervalUs: 50_000, preVote: true, checkQuorum: true,
      leaseUs: 0,
      maxMessageBytes: 1_000, maxInflightMessages: 8, maxInflightBytes: 10_000, maxUncommittedBytes: 10_000, maxPendingReads: 100,
      maxCachedBytes: 10_000, snapshotIntervalEntries: 1_000, snapshotIntervalBytes: 1_000_000, snapshotIntervalUs: 1_000_000,
      keptEntries: 0, snapshotChunkBytes: 1_000, seed: 1,
    };
    const raft = Raft.start(options, EMPTY_STATE, 0);
    const output = new Output();
    const machine = new KeyValueMachine();
    const results = [];
    const entries = [];
    let nowUs = raft.deadlineUs;
    function step(input) {
      raft.step(nowUs, input, output);
      const { applyFrom, applyTo } = output;
      const writes = [...output.writes];
      for (const write of writes) if (write.kind === "append") entries.push(...write.entries);
      if (applyTo > 0) {
        for (const entry of entries.slice(applyFrom - 1, applyTo)) {
          if (entry.kind === "command") results.push(machine.apply(entry.data));
        }
        step({ kind: "applied", index: applyTo });
      }
      for (const write of writes) step({ kind: "written", write: write.number });
    }
    step({ kind: "deadline" });
    step({ kind: "propose", proposals: [{ data: { kind: "put", key: "k", value: "v" }, bytes: 10 }] });
    step({ kind: "propose", proposals: [{ data: { kind: "append", key: "k", value: "w" }, bytes: 10 }] });
    console.log(JSON.stringify({ role: raft.status().role, results }));
  `);
  expect(found).toEqual({ role: "leader", results: [{ changed: true }, { previous: "v", changed: true }] });
});

test("a consumer simulates a cluster by hand and a scenario by name, and reads what is wrong", () => {
  const found = consume(`
    import { describeViolations, scenarioNames, simulate, SimulationError } from "kraft";
    const world = simulate({ nodes: 3, seed: "hand" });
    world.run({ untilMs: 1_000 });
    world.crash("leader", { forMs: 500 });
    world.run({ forMs: 2_000 });
    const byHand = describeViolations(world.finish());
    const { verdict } = simulate({ scenario: "flaky", nodes: 3, operations: 100 }).finish();
    let refused;
    try { simulate({ nodes: "3" }); } catch (error) { refused = error instanceof SimulationError && error.message; }
    console.log(JSON.stringify({ byHand, verdict, refused, knows: scenarioNames().includes("hellweek") }));
  `);
  const refused = "nodes takes a whole number from 1 to 25, not '3'";
  expect(found).toEqual({ byHand: "", verdict: "pass", refused, knows: true });
});

/** Compiles a program as a consumer who has kraft installed, as strictly as can be; what the compiler complained of. */
function compile(program: string): string {
  const home = mkdtempSync(join(tmpdir(), "kraft-consumer-"));
  try {
    mkdirSync(join(home, "node_modules"));
    symlinkSync(PACKAGE_ROOT, join(home, "node_modules", "kraft"), "junction");
    writeFileSync(join(home, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(home, "program.ts"), program);
    const compilerOptions = {
      target: "es2023",
      module: "nodenext",
      strict: true,
      exactOptionalPropertyTypes: true,
      types: [],
      noEmit: true,
    };
    writeFileSync(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["program.ts"] }));
    const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
    return spawnSync(process.execPath, [compiler, "-p", home], { cwd: home, encoding: "utf8" }).stdout;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

test("a consumer's compiler knows the types: of simulations, of results, of an application of one's own", () => {
  const program = `
    import { type Application, type Machine, type RunResult, type Simulation, simulate } from "kraft";

    class Counter implements Machine<number, { readonly sum: number }> {
      private sum = 0;
      apply(command: number) { this.sum += command; return { sum: this.sum }; }
      get stateHash() { return this.sum; }
      fork(): Counter { return Object.assign(new Counter(), this); }
    }
    const application: Application<number, { readonly sum: number }> = {
      createMachine: () => new Counter(),
      createCommands: () => ({ next: () => 1, learned() {}, lost() {}, fork() { return this; } }),
    };
    const world: Simulation<number, { readonly sum: number }> = simulate({ nodes: 3, application });
    const sum: number | undefined = world.submit(2).result?.sum;
    const victim: number = world.crash("longest-log", { forMs: 5 });
    const result: RunResult = world.finish();
    const verdict: "pass" | "fail" | "unknown" = result.verdict;
    const value: string | undefined = simulate().submit({ kind: "get", key: "k" }).result?.previous;
    export { sum, value, verdict, victim };
  `;
  expect(compile(program)).toBe("");
  expect(compile(`${program}; world.crash("boss");`)).toContain("Argument of type '\"boss\"' is not assignable");
  expect(compile(`${program}; world.submit("2");`)).toContain("Argument of type 'string' is not assignable");
  expect(compile(`${program}; simulate({ node: 3 });`)).toContain("'node' does not exist");
});

test("a consumer checks a history against a model of their own", () => {
  const found = consume(`
    import { checkLinearizable, ILLEGAL } from "kraft";
    const counter = {
      initial: 0,
      keyOf: () => "",
      step: (count, command, result) => (result === undefined || result === count + 1 ? count + 1 : ILLEGAL),
      isReadOnly: () => false,
      describe: (command, result) => "count to " + result,
      describeState: (count) => String(count),
      objection: (count) => "the answer is " + (count + 1),
    };
    const count = (client, invokedEvent, event, result) => {
      return { client, command: "count", invokedEvent, returned: { event, result } };
    };
    const both = [count(1, 1, 4, 2), count(2, 2, 3, 1)];
    const { refusal, ...rest } = checkLinearizable([...both, count(1, 5, 6, 2)], counter);
    const verdict = checkLinearizable(both, counter).verdict;
    console.log(JSON.stringify([verdict, rest.verdict, refusal.description, refusal.objections]));
  `);
  const objections = [{ state: 2, held: "2", reason: "the answer is 3" }];
  expect(found).toEqual(["linearizable", "not-linearizable", "count to 2", objections]);
});

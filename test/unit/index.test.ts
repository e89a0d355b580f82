import { spawnSync } from "node:child_process";
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
      id: 1, voters: [1], electionTimeoutUs: 150_000, heartbeatIntervalUs: 50_000, preVote: true, checkQuorum: true,
      maxMessageBytes: 1_000, maxInflightMessages: 8, maxInflightBytes: 10_000, maxUncommittedBytes: 10_000,
      maxCachedBytes: 10_000, seed: 1,
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

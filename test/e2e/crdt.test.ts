import { describe, expect, test } from "vitest";
import { run } from "./launch.ts";

const COMMAND = "kraft-fuzz-crdt";
const LAWS = ["comm", "assoc", "idemp", "mono", "conv", "delta", "model"];

describe(COMMAND, () => {
  test("judges every law of every type", async () => {
    const { status, stdout, stderr } = await run(COMMAND, ["-s", "x", "-o", "400", "-v"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^seed x\n5 types, 7 properties, 400 operations each on 10 replicas\n\n/);
    expect(stdout).toMatch(/^type +comm +assoc +idemp +mono +conv +delta +model$/m);
    for (const type of ["lww", "gcounter", "pncounter", "gset", "orset"]) {
      expect(stdout).toMatch(new RegExp(`^${type}( +[1-9][\\d,]+){7}$`, "m"));
      expect(stdout).toMatch(new RegExp(`^${type}: [\\d,]+ checks/s, .* fingerprint [0-9a-f]{16}$`, "m"));
    }
    expect(stdout).toMatch(/^pass: [\d,]+ checks of 5 types in \d+\.\d+ s$/m);
  });

  test("shows how a planted bug breaks a law, in few sentences, and the command that shows it again", async () => {
    const argv = ["--mutant", "pn-counter-drops-negative", "-s", "x", "-o", "400"];
    const { status, stdout } = await run(COMMAND, argv);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^FAIL pncounter breaks \w+: /m);
    expect(stdout).toMatch(/^ {2}1 {2}r1 subtracts 1, and has /m);
    expect(stdout).toMatch(/^ {2}then /m);
    const [again] = /npx kraft-fuzz-crdt .*/.exec(stdout)!;
    const repeated = await run(COMMAND, again.split(" ").slice(2));
    expect(repeated.status).toBe(1);
    expect(repeated.stdout).toContain(again);
    for (const line of stdout.split("\n")) {
      if (!line.startsWith("reproduce")) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test("keeps going if told to, with the other laws", async () => {
    const argv = ["--mutant", "counter-merge-sums", "-s", "x", "-o", "400", "--keep-going", "--json"];
    const { status, stdout, stderr } = await run(COMMAND, argv);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ tool: COMMAND, seed: "x", verdict: "fail" });
    expect(document.types).toHaveLength(5);
    const [, gcounter] = document.types;
    expect(gcounter).toMatchObject({ name: "gcounter", operations: 400 });
    expect(gcounter.counterexamples.length).toBeGreaterThan(1);
    for (const { law, operations } of gcounter.counterexamples) {
      expect([...LAWS, "throws"]).toContain(law);
      expect(operations).toBeLessThanOrEqual(4);
    }
    expect(gcounter.reproduce).toHaveLength(gcounter.counterexamples.length);
  });

  test("one type and one property, on as many replicas as asked for", async () => {
    const argv = ["--type", "gset", "--property", "idemp", "-r", "30", "-o", "60", "-s", "x", "--json"];
    const { status, stdout } = await run(COMMAND, argv);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      verdict: "pass",
      options: { types: ["gset"], properties: ["idemp"], replicas: 30, operations: 60, mutant: null },
      types: [{ name: "gset", checks: { idemp: 480 }, counterexamples: [], reproduce: [] }],
    });
  });

  test.each([
    [["--type", "map"], '--type takes one of lww, gcounter, pncounter, gset, orset, all, not "map"'],
    [["--property", "x"], '--property takes one of comm, assoc, idemp, mono, conv, delta, model, all, not "x"'],
    [["-r", "1"], '-r takes a whole number from 2 to 1000, not "1"'],
    [["--replica", "3"], 'there is no flag "--replica", did you mean --replicas?'],
    [["--mutant", "or-set-resurect"], 'there is no mutant "or-set-resurect" (did you mean or-set-resurrects?): give'],
  ])("%j is refused in one line", async (argv, message) => {
    const { status, stdout, stderr } = await run(COMMAND, argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr.startsWith(`${COMMAND}: ${message}`), stderr).toBe(true);
    expect(stderr.trimEnd()).not.toContain("\n");
  });
});

test("kraft-mutants knows the mutants of the types", async () => {
  const { status, stdout, stderr } = await run("kraft-mutants", ["or-set-resurrects", "-s", "x"]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^mutant +type +killed by +operations +seeds +s$/m);
  expect(stdout).toMatch(/^or-set-resurrects +orset +\w+ +[1-4] +1 +\d+\.\d$/m);
  expect(stdout).toMatch(/^1 of 1 mutant of the types killed$/m);
});

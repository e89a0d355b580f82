import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { interruptedAfter, launch, run, somewhere } from "./launch.ts";

describe("kraft-fuzz --exhaustive", () => {
  test("says of each scope how many states it has, and that none broke", async () => {
    const { status, stdout } = await run("kraft-fuzz", ["--exhaustive", "-n", "2", "-o", "1", "--crashes", "1"]);
    const told = stdout.replace(/in \d+\.\d+ s/, "in no time");
    expect(told).toMatch(/^every history, 2 nodes, 1 scope\n\n2 nodes, 1 command, 1 election timeout, 1 crash:\n/);
    expect(told).toContain("states, all of them, and none broke;");
    expect(told).toMatch(/\npass: \d+ states, and none broke\n$/);
    expect(status).toBe(0);
  });

  test("tells how a planted bug came to light", async () => {
    const { status, stdout } = await run("kraft-fuzz", ["--exhaustive", "--mutant", "double-vote"]);
    expect(stdout).toContain("FAIL after 3 moves\none-vote-per-term is violated at step 3, nodes 1, 2:\n");
    expect(stdout).toContain("  1. the election timer of n1 fires: ");
    const [, command] = /\n\nreproduce: npx (kraft-fuzz --exhaustive .* --mutant double-vote)\n\nfail\n$/.exec(stdout)!;
    expect(status).toBe(1);
    const again = await run("kraft-fuzz", command!.split(" ").slice(1));
    expect(again.stdout).toContain("FAIL after 3 moves\none-vote-per-term is violated at step 3, nodes 1, 2:\n");
  });

  test("prints one document, whose verdict is unknown when time was up", async () => {
    const { status, stdout } = await run("kraft-fuzz", ["--exhaustive", "-t", "0.01", "--json"]);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ tool: "kraft-fuzz", verdict: "unknown", violations: [], story: [] });
    expect(document.scopes).toHaveLength(1);
    expect(document.scopes[0]).toMatchObject({ nodes: 3, timeouts: 2, ending: "time" });
    expect(status).toBe(3);
  });

  test("prints the same story as a document", async () => {
    const { status, stdout } = await run("kraft-fuzz", ["--exhaustive", "--mutant", "double-vote", "--json"]);
    const { reproduce, scopes, story, verdict, violations } = JSON.parse(stdout);
    expect({ verdict, steps: story.length, status }).toEqual({ verdict: "fail", steps: 3, status: 1 });
    expect(violations).toMatchObject([{ invariant: "one-vote-per-term", step: 3, nodes: [1, 2] }]);
    expect(violations[0].message).toContain("at step 2");
    expect(scopes.at(-1)).toMatchObject({ ending: "broken" });
    expect(reproduce).toBe("npx kraft-fuzz --exhaustive -n 3 -o 0 --timeouts 2 --mutant double-vote");
  });

  test("is an annotation and a table in a workflow of GitHub, and a document stays one", async () => {
    const folder = somewhere();
    const summary = join(folder, "summary.md");
    const inWorkflow = { npm_command: "exec", GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary };
    const argv = ["--exhaustive", "--mutant", "double-vote"];
    const { stdout } = await launch("kraft-fuzz", argv, folder, inWorkflow).ended;
    expect(stdout).toMatch(
      /^::error title=one-vote-per-term is violated::.*%0Areproduce: npx kraft-fuzz --exhaustive /m,
    );
    const table = readFileSync(summary, "utf8");
    expect(table).toMatch(/^### kraft-fuzz --exhaustive: fail\n\n\| scope \| states \|/);
    expect(table).toMatch(/^\| one-vote-per-term \| .* \| 3 \| `npx kraft-fuzz --exhaustive .*` \|$/m);
    const document = await launch("kraft-fuzz", [...argv, "--json"], folder, inWorkflow).ended;
    expect(JSON.parse(document.stdout).verdict).toBe("fail");
    expect(document.stderr).toMatch(/^::error title=one-vote-per-term is violated::/m);
  });

  test("stops when it has the memory that it may have", async () => {
    const { status, stdout } = await run("kraft-fuzz", ["--exhaustive", "--timeouts", "3", "--memory", "120"]);
    expect(stdout.replace(/\s+/g, " ")).toContain("none broke, as far as memory allowed");
    expect(status).toBe(3);
  });

  test("has come to the end of what was asked for where no history may be longer", async () => {
    const { status, stdout } = await run("kraft-fuzz", ["--exhaustive", "-n", "2", "--timeouts", "1", "--depth", "3"]);
    expect(stdout.replace(/\s+/g, " ")).toContain("none broke, as far as --depth allowed");
    expect(status).toBe(0);
  });

  test("ends with what it has at an interrupt", async () => {
    const launched = launch("kraft-fuzz", ["--exhaustive", "-n", "5", "--timeouts", "5"]);
    const { status, stdout } = await interruptedAfter(400, launched);
    expect(stdout).toContain("none broke until the interrupt");
    expect(stdout).toMatch(/\nunknown: none of [\d,]+ states? broke, but only 0 of 1 scope ended\n$/);
    expect(status).toBe(130);
  });

  test("has one line for flags that do not go together", async () => {
    expect(await run("kraft-fuzz", ["--exhaustive", "--seeds", "5"])).toMatchObject({
      status: 2,
      stderr: "kraft-fuzz: --exhaustive runs no seeds and draws nothing: it does not take --seeds\n",
    });
  });
});

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { Run } from "../../src/fuzz/run.ts";
import { loadScenario } from "../../src/fuzz/scenarios/scenario-file.ts";
import * as core from "../../src/sut/core.ts";

/** The Node of another major version, for those who have one: `.ci/run` fetches it. */
const { KRAFT_OTHER_NODE } = process.env;

interface Case {
  readonly nodes: number;
  readonly operations: number;
  readonly seed: string;
  /** None: kraft-fuzz's own mix. */
  readonly scenario: string | undefined;
}

const CASES: readonly Case[] = [
  { nodes: 3, operations: 400, seed: "process", scenario: undefined },
  { nodes: 5, operations: 400, seed: "another process", scenario: undefined },
  { nodes: 4, operations: 200, seed: "hell", scenario: "hellweek" },
  { nodes: 7, operations: 200, seed: "lies", scenario: "byzantine-multi" },
];

const execute = promisify(execFile);

/** What the command says of a run in a process of its own, without the time it took. */
async function documentOf(node: string, flags: readonly string[], { nodes, operations, scenario, seed }: Case) {
  const command = scenario === undefined ? "kraft-fuzz" : "kraft-fuzz-chaos";
  const launcher = join(PACKAGE_ROOT, `bin/${command}.js`);
  const argv = [...flags, launcher, "-n", `${nodes}`, "-o", `${operations}`, "-s", seed, "-j", "1", "--json"];
  if (scenario !== undefined) argv.push("--scenario", scenario);
  const { stdout } = await execute(node, argv);
  const { wallMs: _, ...document } = JSON.parse(stdout);
  return document;
}

/** The same run in this process, from the sources. */
function fingerprintHere({ nodes, operations, scenario, seed }: Case): string {
  const storm = scenario === undefined ? {} : { scenario: loadScenario(scenario) };
  const run = Run.start({ nodes, operations, seed, checkers: true, ...storm }, core);
  while (!run.advance(10_000));
  return run.result().fingerprint;
}

describe.each(CASES)("$nodes nodes, $operations operations, seed $seed, scenario $scenario", (one) => {
  const here = documentOf(process.execPath, [], one);

  test("have the fingerprint of a run in this process", async () => {
    expect((await here).fingerprint).toBe(fingerprintHere(one));
  });

  // As it comes, where all is interpreted, and where nothing is optimized and all that can be put off is.
  test.each([[[]], [["--jitless"]], [["--no-opt", "--always-sparkplug", "--max-lazy", "--random-seed=7"]]])(
    "are the same to the bit in a fresh process under node %j",
    async (flags: string[]) => {
      expect(await documentOf(process.execPath, flags, one)).toEqual(await here);
    },
  );

  test.skipIf(KRAFT_OTHER_NODE === undefined)(
    `are the same to the bit under another Node${KRAFT_OTHER_NODE === undefined ? " (KRAFT_OTHER_NODE names none)" : ""}`,
    async () => {
      const { stdout } = await execute(KRAFT_OTHER_NODE!, ["--version"]);
      const [major] = /^v\d+/.exec(stdout)!;
      expect(process.version).not.toMatch(new RegExp(`^${major}\\.`));
      expect(await documentOf(KRAFT_OTHER_NODE!, [], one)).toEqual(await here);
      expect(await documentOf(KRAFT_OTHER_NODE!, ["--jitless"], one)).toEqual(await here);
    },
  );
});

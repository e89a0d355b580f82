import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EXPERIMENTS } from "../../src/cli/kraft-bench-options.ts";
import { type Ended, launch, run, somewhere, withTimeEnough } from "./launch.ts";

const SHORT: Readonly<Record<(typeof EXPERIMENTS)[number], readonly string[]>> = {
  throughput: ["-t", "0.2", "-c", "1,8"],
  latency: ["-t", "0.2", "-c", "1,8"],
  election: ["--repetitions", "2"],
  scalability: ["-t", "0.2", "-c", "8"],
  "fault-tolerance": ["-t", "0.6", "-c", "8"],
};

const ROWS = { throughput: 2, latency: 2, election: 1, scalability: 4, "fault-tolerance": 5 };

describe.each(EXPERIMENTS)("kraft-bench %s", (experiment) => {
  test("in the simulator says of which clock its figures are, and measures the same again", async () => {
    const first = await run("kraft-bench", [experiment, ...SHORT[experiment]]);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    const [titles, ...rows] = first.stdout.trimEnd().split("\n");
    expect(titles).toContain("virtual");
    expect(titles).toContain("wall seconds");
    expect(rows).toHaveLength(ROWS[experiment]);
    const documents = await Promise.all(
      [1, 2].map(async () =>
        JSON.parse((await run("kraft-bench", [experiment, ...SHORT[experiment], "--json"])).stdout),
      ),
    );
    const [one, other] = documents.map(({ rows }) => rows.map(virtualOf));
    expect(one).toHaveLength(ROWS[experiment]);
    expect(one).toEqual(other);
  });
});

// Throughput and scalability are the sweep of latency, with other columns and on other sizes.
test.each(["latency", "election", "fault-tolerance"] as const)(
  "kraft-bench %s measures real servers, and leaves nothing of them",
  async (experiment) => {
    const scratch = somewhere();
    const measured = (durationMs: number): Promise<Ended> => {
      const short = SHORT[experiment].map((word, at, all) => (all[at - 1] === "-t" ? `${durationMs / 1_000}` : word));
      const argv = [experiment, "--real", ...short, "--json"];
      return launch("kraft-bench", argv, somewhere(), { TMPDIR: scratch }).ended;
    };
    // A busy machine may answer nothing in a short time.
    const { status, stdout, stderr } = await withTimeEnough(
      600,
      measured,
      (ended) => !/"writes":0\b/.test(ended.stdout),
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ tool: "kraft-bench", experiment, isReal: true, clock: "wall" });
    expect(document.rows).toHaveLength(ROWS[experiment]);
    for (const row of document.rows) {
      expect(experiment === "election" ? row.minMs : row.writes).toBeGreaterThan(0);
    }
    expect(readdirSync(scratch)).toEqual([]);
  },
);

/** What does not depend on the machine. */
function virtualOf({ wallSeconds: _, ...row }: { wallSeconds: number }): object {
  return row;
}

test("a plot of latency against load is drawn where it was asked for", async () => {
  const folder = somewhere();
  const { status } = await run("kraft-bench", ["latency", ...SHORT.latency, "--plot", join(folder, "a.svg")]);
  expect(status).toBe(0);
  expect(readFileSync(join(folder, "a.svg"), "utf8")).toMatch(/^<svg [\s\S]*<polyline [\s\S]*<\/svg>\n$/);
});

test("an interrupt ends a measurement, and leaves no server and no files", async () => {
  const scratch = somewhere();
  const { child, ended } = launch("kraft-bench", ["latency", "--real", "-t", "600"], somewhere(), { TMPDIR: scratch });
  while (readdirSync(scratch).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ status: 130, stdout: "", stderr: "kraft-bench: interrupted\n" });
  expect(readdirSync(scratch)).toEqual([]);
});

test("what is typed wrong is told on one line, and nothing is measured", async () => {
  const { status, stdout, stderr } = await run("kraft-bench", ["latency", "-c", "many"]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(/^kraft-bench: -c takes whole numbers[^\n]*\n$/);
});

import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { FuzzOptions } from "../../../src/cli/fuzz-options.ts";
import { quoteForShell } from "../../../src/cli/launcher.ts";
import { replayCommand, reproduceCommand, tapedCommand } from "../../../src/cli/reproduce.ts";
import { PACKAGE_ROOT } from "../../../src/fuzz/package-root.ts";

const options: FuzzOptions = {
  nodes: 7,
  operations: 5000,
  timeLimitMs: 60_000,
  seed: "x",
  seeds: 200,
  workers: 4,
  twin: false,
  mutant: undefined,
  scenario: undefined,
  strategy: undefined,
  disk: undefined,
  byzantine: undefined,
  rotate: undefined,
  minimizeLimitMs: 30_000,
  report: undefined,
  verbose: true,
  json: false,
  jsonLines: false,
  keepsGoing: false,
  resume: undefined,
  hangMs: 60_000,
};

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function standIn(directory: string, npmCommand: string): void {
  vi.spyOn(process, "cwd").mockReturnValue(directory);
  vi.stubEnv("npm_command", npmCommand);
}

test("a tape is played by the command that it is given to, from wherever that is typed", () => {
  const tape = resolve("corpus/a b.json");
  standIn(PACKAGE_ROOT, "");
  expect(replayCommand("kraft-fuzz-chaos", "corpus/a b.json")).toBe(`npx kraft-fuzz-chaos --replay '${tape}'`);
  standIn("/somewhere", "");
  expect(replayCommand("kraft-fuzz", "corpus/a.json")).toMatch(/^node \/\S+ --replay \/somewhere\/corpus\/a.json$/);
});

test("names what decides the run and nothing else", () => {
  standIn(PACKAGE_ROOT, "");
  expect(reproduceCommand(options, { seed: "x-17" })).toBe("npx kraft-fuzz -n 7 -o 5000 -s x-17");
});

test("keeps the strategy by which the seed was searched", () => {
  standIn(PACKAGE_ROOT, "");
  const adaptive = { ...options, strategy: "adaptive" } as const;
  const command = reproduceCommand(adaptive, { seed: "x", strategy: "mixed" });
  expect(command).toBe("npx kraft-fuzz -n 7 -o 5000 -s x --strategy mixed");
});

test("keeps what disks are to hold", () => {
  standIn(PACKAGE_ROOT, "");
  const command = reproduceCommand({ ...options, disk: "bytes" }, { seed: "x" });
  expect(command).toBe("npx kraft-fuzz -n 7 -o 5000 -s x --disk bytes");
});

test("keeps the twin, and the mutant by its id or its absolute path", () => {
  standIn(join(PACKAGE_ROOT, "src"), "");
  expect(reproduceCommand({ ...options, twin: true, mutant: "figure-8" }, { seed: "x" })).toBe(
    "npx kraft-fuzz -n 7 -o 5000 -s x --twin --mutant figure-8",
  );
  const file = resolve("mine.yaml");
  expect(reproduceCommand({ ...options, mutant: "mine.yaml" }, { seed: "x" })).toContain(`--mutant ${file}`);
});

test("is kraft-fuzz-chaos's for a scenario, with the liars asked for", () => {
  standIn(PACKAGE_ROOT, "");
  const chaos = { ...options, scenario: "byzantine" };
  expect(reproduceCommand(chaos, { seed: "x" })).toBe("npx kraft-fuzz-chaos -n 7 -o 5000 -s x --scenario byzantine");
  expect(reproduceCommand({ ...chaos, byzantine: 2, rotate: 0, mutant: "figure-8" }, { seed: "x" })).toBe(
    "npx kraft-fuzz-chaos -n 7 -o 5000 -s x --scenario byzantine --byzantine 2 --rotate 0 --mutant figure-8",
  );
  const file = resolve("mine.yaml");
  expect(reproduceCommand({ ...options, scenario: "./mine.yaml" }, { seed: "x" })).toContain(`--scenario ${file}`);
});

test("is written down without the places of this machine", () => {
  standIn(tmpdir(), "");
  const planted = { ...options, scenario: "./storm.yaml", mutant: "bugs/mine.yaml" };
  expect(tapedCommand(planted, { seed: "x" })).toBe(
    "kraft-fuzz-chaos -n 7 -o 5000 -s x --scenario ./storm.yaml --mutant bugs/mine.yaml",
  );
});

test("quotes what a shell would take apart, and joins a seed that looks like a flag", () => {
  standIn(PACKAGE_ROOT, "");
  expect(reproduceCommand(options, { seed: "it's $5" })).toContain(` -s 'it'\\''s $5'`);
  expect(reproduceCommand(options, { seed: "--json" })).toContain(" --seed=--json");
});

test("names the launcher by its path outside the package, unless npx found it", () => {
  standIn(tmpdir(), "");
  expect(reproduceCommand(options, { seed: "x" })).toMatch(/^node \S*\/\S+ -n 7 -o 5000 -s x$/);
  standIn(tmpdir(), "exec");
  expect(reproduceCommand(options, { seed: "x" })).toBe("npx kraft-fuzz -n 7 -o 5000 -s x");
});

test("is that of the fuzzer, whichever command was started", () => {
  standIn(tmpdir(), "");
  const argv = process.argv;
  process.argv = ["node", "/opt/kraft/bin/kraft-mutants.js"];
  const command = reproduceCommand(options, { seed: "x" });
  const chaos = reproduceCommand({ ...options, scenario: "gc" }, { seed: "x" });
  process.argv = argv;
  expect(command).toBe("node /opt/kraft/bin/kraft-fuzz.js -n 7 -o 5000 -s x");
  expect(chaos).toBe("node /opt/kraft/bin/kraft-fuzz-chaos.js -n 7 -o 5000 -s x --scenario gc");
});

test("a shell reads every quoted word back", () => {
  const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(word, (text) => {
      expect(execFileSync("sh", ["-c", `printf %s ${quoteForShell(text)}`], { encoding: "utf8" })).toBe(text);
    }),
    { numRuns: 50 },
  );
});

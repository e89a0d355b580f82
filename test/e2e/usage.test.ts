import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { plainEnvironment, run, somewhere } from "./launch.ts";

const directory = mkdtempSync(join(tmpdir(), "kraft-usage-"));
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

test("every command of the package is where npx looks first", () => {
  const { bin } = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")) as {
    bin: Record<string, string>;
  };
  for (const [name, file] of Object.entries(bin)) {
    expect(realpathSync(join(PACKAGE_ROOT, "node_modules/.bin", name))).toBe(realpathSync(join(PACKAGE_ROOT, file)));
  }
});

const mutant = (change: Record<string, unknown>): string =>
  JSON.stringify({
    id: "mine",
    title: "Mine",
    breaks: ["election-safety"],
    source: "here",
    file: "quorum.ts",
    find: "export",
    replace: "",
    why: "just so",
    expect: "killed",
    ...change,
  });

const invalid = write("invalid.yaml", mutant({ expect: "maybe" }));
const unknown = write("unknown.yaml", mutant({ breaks: ["no-such-invariant"] }));
const notYaml = write("not-yaml.yaml", "id: [");
const noCompile = write("no-compile.yaml", mutant({ file: "index.ts", find: '"./entry.ts"', replace: '"./gone.ts"' }));

// Every line that is refused is in the tests of those who read it; here is one of each way to the person.
describe("what is wrong is answered in one line, with status 2, and nothing is run", () => {
  test.each([
    ["kraft-fuzz", ["--json", "-j", "0"], /-j takes a whole number from 1 to 64, not "0"/],
    ["kraft-fuzz", ["--mutant", "no-such-bug"], /there is no mutant "no-such-bug": give a .yaml file, or an id that/],
    [
      "kraft-mutants",
      ["or-set-resurect"],
      /there is no mutant "or-set-resurect" \(did you mean or-set-resurrects\?\): /,
    ],
    ["kraft-mutants", ["--list", "figure-8"], /--list prints all there is, and "figure-8" is given/],
    ["kraft-fuzz", ["--mutant", `${directory}/`], /cannot read the mutant file .*: EISDIR/],
    ["kraft-fuzz", ["--mutant", notYaml], /not-yaml.yaml is not valid YAML: /],
    [
      "kraft-fuzz",
      ["--mutant", noCompile, "--json"],
      /mutant mine does not compile: src\/raft\/index.ts\(\d+,\d+\): error TS\d+/,
    ],
    ["kraft-mutants", ["--twin"], /there is no flag "--twin"; the flags are /],
    ["kraft-mutants", [invalid], /invalid.yaml is not a valid mutant: /],
    [
      "kraft-mutants",
      [unknown],
      /unknown.yaml is not a valid mutant: breaks.0: there is no invariant "no-such-invariant": the names/,
    ],
  ])("%s %j", async (command, argv, message) => {
    const { status, stdout, stderr } = await run(command, argv);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(new RegExp(`^${command}: [^\\n]+\\n$`));
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });
});

describe.each(["kraft", "kraft-fuzz", "kraft-fuzz-chaos", "kraft-mutants"])("%s", (command) => {
  test("is a launcher that npx can start", () => {
    const launcher = join(PACKAGE_ROOT, "bin", `${command}.js`);
    expect(readFileSync(launcher, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(statSync(launcher).mode & 0o111).toBe(0o111);
  });

  test("--version prints the package's", async () => {
    const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")) as { version: string };
    expect(await run(command, ["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });
});

describe.each(["kraft-fuzz", "kraft-fuzz-chaos", "kraft-mutants"])("%s", (command) => {
  test("--help lists the flags", async () => {
    const { status, stdout, stderr } = await run(command, ["--help"]);
    expect(stdout).toContain(`${command} [flags]`);
    expect(stdout).toContain("--seeds");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe.skipIf(!existsSync("/dev/full"))("output that has no room", () => {
  function onFullDisk(flags: string, cwd: string, name = "kraft-fuzz", stream = "") {
    const command = `"${process.execPath}" "${join(PACKAGE_ROOT, "bin", `${name}.js`)}" ${flags} ${stream}> /dev/full`;
    return spawnSync("sh", ["-c", command], { cwd, env: plainEnvironment(), encoding: "utf8" });
  }

  test("is a failure of the lab, and no finding", () => {
    const { status, stderr } = onFullDisk("-o 50 -s 1", directory);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^output failed: ENOSPC[^\n]*\n$/);
  });

  test.each(["", "--json", "--json --keep-going"])("takes nothing from what is found (%s)", (flags) => {
    const folder = somewhere();
    const argv = `-n 3 -o 100 -s c --seeds 20 --mutant double-vote --minimize-time 0 -j 1 ${flags}`;
    const { status, stderr } = onFullDisk(argv, folder);
    const found = "found: [a-z-]+ is violated on seed c\\S*\n {2}reproduce: node \\S+ .* --mutant double-vote\n";
    expect(stderr.replace(/^[\d,]+ of .* left\n/gm, "")).toMatch(new RegExp(`^output failed: ENOSPC.*\n(${found})+$`));
    const { length } = readdirSync(join(folder, "corpus"));
    expect(length).toBeGreaterThan(0);
    expect(readdirSync(join(folder, "reports"))).toHaveLength(length);
    expect(status).toBe(1);
  });

  test.each([
    ["kraft", "--help"],
    ["kraft", "--version"],
    ["kraft", "cluster --help"],
    ["kraft", "cluster start --help"],
    ["kraft-bench", "--version"],
    ["kraft-mutants", "--help"],
  ])("is told in one line by %s %s", (name, flags) => {
    const { status, stderr } = onFullDisk(flags, directory, name);
    expect(stderr).toMatch(/^output failed: ENOSPC[^\n]*\n$/);
    expect(status).toBe(3);
  });

  test.each(["kraft", "kraft-fuzz"])("leaves %s the status of what is wrong, of which nobody can be told", (name) => {
    expect(onFullDisk("--nonsense", directory, name, "2")).toMatchObject({ status: 2, stdout: "" });
  });

  test("ends at once what is there for its output only", () => {
    const { status, stderr } = onFullDisk("--exhaustive", directory);
    expect(stderr).toMatch(/^output failed: ENOSPC[^\n]*\n$/);
    expect(status).toBe(3);
  });
});

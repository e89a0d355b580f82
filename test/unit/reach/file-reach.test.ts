import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const directory = realpathSync(mkdtempSync(join(tmpdir(), "kraft-reach-")));
afterAll(() => rmSync(directory, { recursive: true }));

const SOURCE = `/** Comments are no lines. */
interface Gone {
  readonly a: number;
}

export function always(a: number): number {
  if (a > 0) a += 1;
  return a;
}

export function never(a: number): number {
  if (a < 0) {
    a -= 1;
    return a;
  }
  return a > 0 && a > 1 ? a : 0;
}

export function uncalled({ a }: Gone): number {
  return a;
}

always(1);
never(0);
`;

/** Compiled as the project is, and run by a Node of its own: the engine counts only what it loads while it counts. */
function reachOfSource(): unknown {
  mkdirSync(join(directory, "src"));
  writeFileSync(join(directory, "src/sample.ts"), SOURCE);
  writeFileSync(join(directory, "package.json"), JSON.stringify({ type: "module" }));
  const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  const options = ["--module", "nodenext", "--target", "es2023", "--sourceMap", "--rootDir", "src", "--outDir", "dist"];
  execFileSync(process.execPath, [compiler, ...options, "src/sample.ts"], { cwd: directory });
  const built = (name: string): string =>
    JSON.stringify(new URL(`../../../dist/src/reach/${name}.js`, import.meta.url));
  const script = `
    const { measureReach } = await import(${built("measure")});
    const { fileReachOf } = await import(${built("file-reach")});
    const url = ${JSON.stringify(pathToFileURL(join(directory, "dist/sample.js")))};
    const { scripts } = await measureReach(() => import(url), (loaded) => loaded === url);
    console.log(JSON.stringify(await fileReachOf(scripts[0])));`;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }));
}

test("what is not reached is told by the lines of the source", () => {
  expect(reachOfSource()).toEqual({
    file: "sample.ts",
    // Nine statements begin lines of their own; two of them need a below 0, one needs somebody to call it.
    lines: { total: 9, reached: 6 },
    branches: { total: 8, reached: 4 },
    unreached: [
      { file: "sample.ts", line: 7, function: "always", never: "else", text: "if (a > 0) a += 1;" },
      { file: "sample.ts", line: 12, function: "never", never: "if", text: "if (a < 0) {" },
      { file: "sample.ts", line: 16, function: "never", never: "if", text: "return a > 0 && a > 1 ? a : 0;" },
      { file: "sample.ts", line: 16, function: "never", never: "operand 2", text: "return a > 0 && a > 1 ? a : 0;" },
      { file: "sample.ts", line: 20, function: "uncalled", never: "line", text: "return a;" },
    ],
  });
});

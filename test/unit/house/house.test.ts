import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../../src/fuzz/package-root.ts";
import {
  blank,
  type Complaint,
  checkArrows,
  checkDeterminism,
  checkExtensions,
  checkLength,
  type Source,
} from "./rules.ts";

const sources = ["src", "invariants", "test", "examples"].flatMap(readSources);

function readSources(directory: string): Source[] {
  return readdirSync(join(PACKAGE_ROOT, directory), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => `${directory}/${file.split(sep).join("/")}`)
    .map((path) => ({ path, text: readFileSync(join(PACKAGE_ROOT, path), "utf8") }));
}

describe("the house keeps its rules", () => {
  test("there is something to check", () => {
    expect(sources.length).toBeGreaterThan(20);
  });

  test.each([
    ["rooms import along the table", checkArrows],
    ["relative imports name the file that is there", checkExtensions],
    ["simulated rooms are deterministic", checkDeterminism],
    ["files are short", checkLength],
  ])("%s", (_, check) => {
    expect(sources.flatMap(check).map(show)).toEqual([]);
  });
});

function show({ path, line, rule }: Complaint): string {
  return `${path}:${line}: ${rule}`;
}

function complaints(check: (source: Source) => Complaint[], path: string, text: string): string[] {
  return check({ path, text }).map((complaint) => `${complaint.line}: ${complaint.rule}`);
}

describe("arrows between rooms", () => {
  const arrows = (path: string, text: string): string[] => complaints(checkArrows, path, text);

  test.each([
    ["src/raft/a.ts", `import { x } from "../sim/index.ts";`, "raft may not import sim"],
    ["src/sim/a.ts", `import type { X } from "../raft/index.ts";`, "sim may not import raft"],
    ["src/server/a.ts", `export { x } from "../sim/index.ts";`, "server may not import sim"],
    ["src/report/a.ts", `import type { X } from "../sim/index.ts";`, "report may not import sim"],
    ["invariants/raft/a.ts", `import "../../src/sut/index.ts";`, "invariants may not import sut"],
    ["src/sut/a.ts", `const x = await import("../fuzz/run.ts");`, "sut may not import fuzz"],
    ["src/fuzz/a.ts", `import { x } from "../cli/fuzz.ts";`, "nobody imports cli"],
    ["src/bench/a.ts", `import { x } from "../cli/fuzz.ts";`, "nobody imports cli"],
    ["src/index.ts", `import { x } from "./cli/fuzz.ts";`, "nobody imports cli"],
    ["src/gossip/a.ts", "", "the room gossip is not in the table"],
    [
      "src/storage/a.ts",
      `import { type Entry } from "../raft/entry.ts";`,
      'storage may import only types of raft: say "import type"',
    ],
    [
      "src/report/a.ts",
      `import { x } from "../fuzz/run.ts";`,
      'report may import only types of fuzz: say "import type"',
    ],
  ])("%s: %s", (path, text, rule) => {
    expect(arrows(path, text)).toEqual([`1: ${rule}`]);
  });

  test("an import over several lines is seen", () => {
    expect(arrows("src/raft/a.ts", `import {\n  a,\n  b,\n} from "../sim/index.ts";\n`)).toEqual([
      "4: raft may not import sim",
    ]);
  });

  test.each([
    ["src/raft/a.ts", `import { x } from "./log.ts";`],
    ["src/storage/a.ts", `import type { Entry } from "../raft/entry.ts";`],
    ["src/storage/a.ts", `export type { Entry } from "../raft/entry.ts";`],
    ["src/sut/a.ts", `import type { Observations } from "../../invariants/observation.ts";`],
    ["src/cli/a.ts", `import { x } from "../raft/index.ts";`],
    ["test/unit/raft/a.ts", `import { x } from "../../../src/sim/index.ts";`],
    ["src/raft/a.ts", `// import { x } from "../sim/index.ts";`],
    ["src/raft/a.ts", `/*\nimport { x } from "../sim/index.ts";\n*/`],
    ["src/raft/a.ts", 'const text = `\nimport { x } from "../sim/index.ts";\n`;'],
  ])("%s may say: %s", (path, text) => {
    expect(arrows(path, text)).toEqual([]);
  });
});

describe("banned names", () => {
  const banned = (path: string, text: string): string[] => complaints(checkDeterminism, path, text);

  test.each([
    "Date.now()",
    "new Date()",
    "performance.now()",
    "process.hrtime()",
    'process.getBuiltinModule("node:fs")',
    "process.uptime()",
    "process.pid",
    "process.cpuUsage()",
    "process.memoryUsage()",
    "Math.random()",
    "Math . random()",
    "Math.log(2)",
    "Math.exp(1)",
    "Math.pow(2, 3)",
    "Math.sin(1)",
    "Math.atan2(1, 2)",
    'Math["random"]()',
    "const { random } = Math",
    "setTimeout(f, 1)",
    "clearInterval(t)",
    "setImmediate(f)",
    "queueMicrotask(f)",
    "new Promise(f)",
    "async function f() {}",
    "await x",
    "console.log(1)",
    "fetch(u)",
    "process.env.HOME",
    "process.stdout.write(x)",
    "require(x)",
    "crypto.randomUUID()",
    "new WeakRef(x)",
    "a.localeCompare(b)",
    "n.toLocaleString()",
    "new Intl.NumberFormat()",
    "globalThis.x",
    "eval(x)",
    "new Function(x)",
    "import(x)",
    `\`\${Date.now()}\``,
  ])("%s", (code) => {
    for (const room of ["src/raft", "src/machine", "src/crdt", "src/multi", "src/sim", "src/chaos", "src/workload"]) {
      expect(banned(`${room}/a.ts`, `\n${code};\n`)[0], room).toMatch(/^2: .* is banned in simulated rooms$/);
    }
    expect(banned("invariants/raft/a.ts", code)).not.toEqual([]);
    expect(banned("src/fuzz/a.ts", code)).toEqual([]);
  });

  test.each([
    "// Date.now() is banned here",
    "/* await\n nothing */",
    'const text = "Math.random";',
    `const text = \`Date \${now} Date\`;`,
    "Math.floor(x / 2) + Math.imul(a, b) + Math.sqrt(x)",
    "process.nowUs + process.send(to)",
    "const candidate = updated;",
    "const pattern = /Date'/;",
  ])("is no offence: %s", (code) => {
    expect(banned("src/sim/a.ts", code)).toEqual([]);
  });

  test("only the guard may name them", () => {
    expect(banned("src/sim/guard.ts", "Date.now();")).toEqual([]);
  });

  test("simulated rooms use no packages but seedrandom in sim and zod in chaos", () => {
    expect(banned("src/raft/a.ts", `import { readFileSync } from "node:fs";`)).toEqual([
      "1: raft may not import node:fs",
    ]);
    expect(banned("src/chaos/a.ts", `import seedrandom from "seedrandom";`)).toEqual([
      "1: chaos may not import seedrandom",
    ]);
    expect(banned("src/sim/a.ts", `import seedrandom from "seedrandom";`)).toEqual([]);
    expect(banned("src/sim/a.ts", `import { z } from "zod";`)).toEqual(["1: sim may not import zod"]);
    expect(banned("src/chaos/a.ts", `import { z } from "zod";`)).toEqual([]);
    expect(banned("src/sim/guard.ts", `import fs from "node:fs";`)).toEqual(["1: sim may not import node:fs"]);
  });
});

describe("extensions and length", () => {
  test.each(["./log.js", "./log", "../sim"])("a relative import of %s", (specifier) => {
    expect(complaints(checkExtensions, "src/raft/a.ts", `import { x } from "${specifier}";`)).toEqual([
      `1: the import ${specifier} must end in .ts`,
    ]);
  });

  test("packages and .ts files are imported as they are", () => {
    expect(complaints(checkExtensions, "src/cli/a.ts", `import y from "yargs";\nimport "./log.ts";`)).toEqual([]);
  });

  test("a file has at most 500 lines", () => {
    expect(complaints(checkLength, "src/raft/a.ts", "x;\n".repeat(500))).toEqual([]);
    expect(complaints(checkLength, "src/raft/a.ts", "x;\n".repeat(501))).toEqual([
      "501: 501 lines: a file has at most 500",
    ]);
  });
});

describe("blanking", () => {
  test.each([
    ["a // b", "a     "],
    ["a /* b\nc */ d", "a     \n     d"],
    [`x("a//b") // c`, `x("    ")     `],
    [`\`a\${b /* c */ + \`d\${e}f\`}g\` // h`, `\` \${b         + \` \${e} \`} \`     `],
    [`\`\${{ a: 1 }}z\``, `\`\${{ a: 1 }} \``],
    ["x = /[/'\"]/ // y", "x = /     /     "],
    ["a / b / c // d", "a / b / c     "],
    [`"\\"" + 'b'`, `"  " + ' '`],
  ])("%s", (text, blanked) => {
    expect(blank(text, { strings: true })).toBe(blanked);
  });

  test("strings stay on demand", () => {
    expect(blank(`"a" // b`, { strings: false })).toBe(`"a"     `);
  });
});

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";
import { plainEnvironment } from "./launch.ts";

const FOLDER = join(PACKAGE_ROOT, "examples");
const files = readdirSync(FOLDER).filter((file) => file.endsWith(".ts"));

test("there are six examples", () => {
  const topics = ["bank", "crdt", "membership", "partition", "scenario", "tickets"];
  expect(files.sort()).toEqual(topics.map((topic) => `${topic}.test.ts`));
});

test.each(files)("%s imports kraft as anybody would, and says at its top how it is run", (file) => {
  const text = readFileSync(join(FOLDER, file), "utf8");
  expect(text.match(/from "(\.|kraft\/)/)).toBeNull();
  expect(text).toContain('from "kraft"');
  expect(commandOf(file)).toBe(`vitest run examples/${file}`);
});

// What each of them says is run with all other tests.
test("the command at the top of one runs it and nothing else", () => {
  // What npx would find.
  const [program = "", ...argv] = commandOf("tickets.test.ts")!.split(" ");
  const launcher = join(PACKAGE_ROOT, "node_modules", ".bin", program);
  const { status, stdout } = spawnSync(process.execPath, [launcher, ...argv], {
    cwd: PACKAGE_ROOT,
    encoding: "utf8",
    env: { ...plainEnvironment(), NO_COLOR: "1" },
  });
  expect(status, stdout).toBe(0);
  expect(stdout).toMatch(/Test Files\s+1 passed \(1\)/);
});

function commandOf(file: string): string | undefined {
  return /^\/\/ .*Run it: npx (.+)$/m.exec(readFileSync(join(FOLDER, file), "utf8"))?.[1];
}

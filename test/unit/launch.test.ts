import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PACKAGE_ROOT } from "../../src/fuzz/package-root.ts";

const { bin } = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8")) as { bin: object };

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), "kraft-launch-"));
  cpSync(join(PACKAGE_ROOT, "bin"), join(place, "bin"), { recursive: true });
  writeFileSync(join(place, "package.json"), '{ "type": "module" }');
});
afterEach(() => rmSync(place, { recursive: true }));

/** A command of which only this is built. */
function build(...lines: string[]): void {
  mkdirSync(join(place, "dist/commands"), { recursive: true });
  writeFileSync(join(place, "dist/commands/kraft-fuzz.js"), lines.join("\n"));
}

function launched(command: string) {
  const { signal, status, stderr, stdout } = spawnSync(process.execPath, [join(place, `bin/${command}.js`)], {
    encoding: "utf8",
    // A signal that is lost is never heard.
    timeout: 100_000,
    killSignal: "SIGKILL",
  });
  return { signal, status, stderr, stdout };
}

test.each(Object.keys(bin))("%s says that it is not built when it is not", (command) => {
  const { stderr, ...ended } = launched(command);
  expect(stderr).toMatch(new RegExp(`^${command} is not built yet: [^\\n]+\\n$`));
  expect(ended).toEqual({ signal: null, status: 2, stdout: "" });
});

test("a directory that is gone is told in one line", () => {
  build("console.log('is read')");
  mkdirSync(join(place, "gone"));
  const script = 'cd "$1/gone" && rmdir "$1/gone" && exec "$2" "$1/bin/kraft-fuzz.js"';
  const { status, stderr, stdout } = spawnSync("sh", ["-c", script, "sh", place, process.execPath], {
    encoding: "utf8",
  });
  expect(stderr).toBe("kraft-fuzz: the directory that it is started in is gone\n");
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
});

describe("a signal", () => {
  const FOR_EVER = "await new Promise((resolve) => setTimeout(resolve, 1e9));";
  const SENT = "process.kill(process.pid, 'SIGINT');";

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ])("ends a command that is still being read: %s", (signal, status) => {
    build(`process.kill(process.pid, "${signal}");`, FOR_EVER);
    expect(launched("kraft-fuzz")).toEqual({ signal: null, status, stdout: "", stderr: "kraft-fuzz: interrupted\n" });
  });

  test("is heard by a command that began to listen before it could be told", () => {
    build(SENT, "process.on('SIGINT', () => { console.log('heard'); process.exit(5); });", FOR_EVER);
    expect(launched("kraft-fuzz")).toEqual({ signal: null, status: 5, stdout: "heard\n", stderr: "" });
  });

  test("ends a command that listens no more as it would any other", () => {
    build("process.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));", SENT, FOR_EVER);
    expect(launched("kraft-fuzz")).toEqual({ signal: "SIGINT", status: null, stdout: "", stderr: "" });
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDataDirectory } from "../../../../src/server/files/data-directory.ts";
import { DataDirectoryError, WrongPlaceError } from "../../../../src/server/files/data-directory-error.ts";
import type { Identity } from "../../../../src/server/files/identity.ts";
import { scratchDirectory } from "./scratch.ts";

/** Where the numbers of processes mean what they do here. */
const here = { boot: "", namespace: "" };
try {
  here.boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  here.namespace = readlinkSync("/proc/self/ns/pid");
} catch {
  // The system does not tell.
}
const env = { ...process.env, WHERE: JSON.stringify([here.boot, here.namespace]) };

const identity: Identity = { cluster: "kraft", node: 1, group: 0, founders: [1, 2, 3] };

test("it is made at the first start, with all above it, and opened again at the next", async () => {
  const path = join(scratchDirectory(), "deep", "down");
  (await openDataDirectory(path, identity)).unlock();
  expect(readdirSync(path).sort()).toEqual(["identity.json", "storage"]);
  const again = await openDataDirectory(path, identity);
  expect(again.identity).toEqual(identity);
  again.unlock();
});

test("the founders of the first start stay the founders", async () => {
  const path = scratchDirectory();
  (await openDataDirectory(path, identity)).unlock();
  const again = await openDataDirectory(path, { ...identity, founders: [1, 2, 3, 4] });
  expect(again.identity.founders).toEqual([1, 2, 3]);
  again.unlock();
});

test.each<[Partial<Identity>, string]>([
  [{ node: 2 }, "is of node 1, not of node 2"],
  [{ cluster: "other" }, "is of cluster kraft, not of cluster other"],
  [{ group: 7 }, "is of group 0, not of group 7"],
])("another server's directory is refused: %j", async (other, line) => {
  const path = scratchDirectory();
  (await openDataDirectory(path, identity)).unlock();
  await expect(openDataDirectory(path, { ...identity, ...other })).rejects.toThrow(`${path} ${line}`);
  // It was given back.
  (await openDataDirectory(path, identity)).unlock();
});

test("an identity that cannot be read is not replaced by another", async () => {
  const path = scratchDirectory();
  writeFileSync(join(path, "identity.json"), `{"version":1,"node":1`);
  await expect(openDataDirectory(path, identity)).rejects.toThrow(DataDirectoryError);
  expect(readFileSync(join(path, "identity.json"), "utf8")).toBe(`{"version":1,"node":1`);
});

test("a log without an identity is nobody's, and the directory stays as it is", async () => {
  const path = scratchDirectory();
  (await openDataDirectory(path, identity)).unlock();
  rmSync(join(path, "identity.json"));
  writeFileSync(join(path, "storage", "wal-0000000000000001.log"), "a log");
  const opening = openDataDirectory(path, { ...identity, node: 7 });
  await expect(opening).rejects.toThrow(/^[^\n]*identity\.json is gone, and [^\n]*storage holds a log: [^\n]*$/);
  await expect(opening).rejects.toThrow(DataDirectoryError);
  expect(readdirSync(path)).toEqual(["storage"]);
});

test("what cannot be a directory is refused in one line", async () => {
  const path = join(scratchDirectory(), "file");
  writeFileSync(path, "");
  await expect(openDataDirectory(path, identity)).rejects.toThrow(`${path} cannot be used: `);
  await expect(openDataDirectory(join(path, "below"), identity)).rejects.toThrow(WrongPlaceError);
});

test("two servers cannot share it, also within one process", async () => {
  const path = scratchDirectory();
  const { unlock } = await openDataDirectory(path, identity);
  await expect(openDataDirectory(path, identity)).rejects.toThrow(`${path} is in use by process ${process.pid}`);
  unlock();
  (await openDataDirectory(path, identity)).unlock();
  expect(existsSync(join(path, "lock"))).toBe(false);
});

test("what a living process holds is refused, and what a dead one has left is taken over", async () => {
  const path = scratchDirectory();
  const child = spawn(process.execPath, ["-e", HOLDER, path, JSON.stringify(identity)], {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  await once(child.stdout!, "data");
  await expect(openDataDirectory(path, identity)).rejects.toThrow(`in use by process ${child.pid}`);
  child.kill("SIGKILL");
  await once(child, "exit");
  (await openDataDirectory(path, identity)).unlock();
});

test("what a killed process holds is taken over, also where nobody has asked yet how it ended", async () => {
  const path = scratchDirectory();
  const script = '"$0" -e "$1" "$2" & exec sleep 60';
  const shell = spawn("sh", ["-c", script, process.execPath, HOLDER, path], {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  try {
    await once(shell.stdout!, "data");
    const { process: holder } = JSON.parse(readFileSync(join(path, "lock"), "utf8")) as { process: number };
    await expect(openDataDirectory(path, identity)).rejects.toThrow(`in use by process ${holder}`);
    process.kill(holder, "SIGKILL");
    await expect
      .poll(async () => (await openDataDirectory(path, identity)).unlock(), { timeout: 60_000 })
      .toBeUndefined();
  } finally {
    shell.kill("SIGKILL");
  }
});

/** Writes the lock as a server does, with its own start, and holds it. */
const HOLDER = `
  const { readFileSync, writeFileSync } = require("node:fs");
  let startedAt = "";
  try {
    const stat = readFileSync("/proc/self/stat", "utf8");
    startedAt = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {}
  const [boot, namespace] = JSON.parse(process.env.WHERE);
  writeFileSync(process.argv[1] + "/lock", JSON.stringify({ process: process.pid, startedAt, boot, namespace }));
  console.log("held");
  setInterval(() => {}, 1000);
`;

test.each([
  ["of a number that another process was given since", JSON.stringify({ process: 1, startedAt: "never", ...here })],
  [
    "of this process's number, from before the machine was started again",
    JSON.stringify({ process: process.pid, startedAt: "", ...here }),
  ],
  ["that is damaged", "{"],
])("a lock %s is stale", async (_, text) => {
  const path = scratchDirectory();
  writeFileSync(join(path, "lock"), text);
  const { unlock } = await openDataDirectory(path, identity);
  expect(JSON.parse(readFileSync(join(path, "lock"), "utf8"))).toMatchObject({ process: process.pid });
  unlock();
  expect(readdirSync(path).filter((file) => file.startsWith("lock"))).toEqual([]);
});

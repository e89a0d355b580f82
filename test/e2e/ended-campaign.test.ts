import { describe, expect, test } from "vitest";
import { FOUND, failing, failingHere, interruptAll, said, storm, workersOf } from "./campaign-launch.ts";
import { type Launched, launch, run, somewhere } from "./launch.ts";

test("an interrupt keeps what was found so far", async () => {
  const launched = launch("kraft-fuzz", [...failing, "--seeds", "2000", "--keep-going", "-v", "-j", "2"], somewhere());
  await said(launched, /^seed c-20 by /m);
  interruptAll(launched);
  const { status, stdout } = await launched.ended;
  expect(stdout).toMatch(/^FAIL: \d+ of \d+ runs$/m);
  expect(stdout).toMatch(/^fail: \d+ seeds, /m);
  expect(stdout).toMatch(/^ {2}reproduce: .*--mutant double-vote$/m);
  expect(status).toBe(1);
});

describe("what is found is said at once, on standard error", () => {
  test("so that a campaign that is killed has said it", async () => {
    const argv = [...failing, "--seeds", "2000", "--keep-going", "-j", "2"];
    const launched = launch("kraft-fuzz", argv, somewhere());
    await said(launched, FOUND, "stderr");
    launched.child.kill("SIGKILL");
    const { status, stdout, stderr } = await launched.ended;
    expect(stderr.match(FOUND)!.length).toBeGreaterThan(0);
    expect(stdout).not.toContain("reproduce");
    expect(status).toBe(null);
  });

  test.each(["--json", "--jsonl"])("beside a document (%s), which stays as it is", async (flag) => {
    const { status, stdout, stderr } = await run("kraft-fuzz", [...failingHere, "--seeds", "20", flag], somewhere());
    expect(stderr).toMatch(new RegExp(`^${FOUND.source}$`));
    expect(stdout).not.toContain("found: ");
    expect(status).toBe(1);
  });

  test("once for each cause, and not where the failure itself is told at once", async () => {
    const keepsGoing = await run("kraft-fuzz", [...failingHere, "--seeds", "20", "--keep-going"], somewhere());
    const causes = [
      ...keepsGoing.stdout.matchAll(/^\d+\. ([a-z-]+ is violated) in \d+ runs?, first (on seed c\S*):$/gm),
    ];
    const news = keepsGoing.stderr.match(FOUND)!.map((one) => one.split("\n")[0]);
    expect(news).toEqual(causes.map(([, what, where]) => `found: ${what} ${where}`));
    const stops = await run("kraft-fuzz", [...failingHere, "--seeds", "20"], somewhere());
    expect(stops).toMatchObject({ status: 1, stderr: "" });
  });
});

describe("a campaign that the system ends", () => {
  /** As `timeout` and CI do it: all processes of a group are told. */
  function terminateAll(launched: Launched): number[] {
    const workers = workersOf(launched);
    for (const pid of [launched.child.pid!, ...workers]) process.kill(pid, "SIGTERM");
    return workers;
  }

  test("tells what was found, and leaves no worker behind", async () => {
    const argv = [...failing, "--seeds", "2000", "--keep-going", "-v", "-j", "2"];
    const launched = launch("kraft-fuzz", argv, somewhere());
    await said(launched, /^seed c-20 by /m);
    const workers = terminateAll(launched);
    const { status, stdout, stderr } = await launched.ended;
    expect(workers.filter(isAlive)).toEqual([]);
    expect(stdout).toMatch(/^FAIL: \d+ of \d+ runs$/m);
    expect(stdout).toMatch(/^fail: \d+ seeds, /m);
    expect(stdout).toMatch(/^ {2}reproduce: .*--mutant double-vote$/m);
    expect(stderr.replace(FOUND, "")).toBe("");
    expect(status).toBe(1);
  });

  test("is not ended by what only a worker is told", async () => {
    const launched = launch("kraft-fuzz", [...storm, "--seeds", "30", "-v", "-j", "2"]);
    await said(launched, /^seed c-4 by /m);
    for (const pid of workersOf(launched)) process.kill(pid, "SIGTERM");
    const { status, stdout } = await launched.ended;
    expect(stdout).toMatch(/^pass: 30 seeds, /m);
    expect(status).toBe(0);
  });

  test("and in which nothing was found has a status of its own", async () => {
    const launched = launch("kraft-fuzz", [...storm, "--seeds", "2000", "-v", "-j", "2"]);
    await said(launched, /^seed c-4 by /m);
    const workers = workersOf(launched);
    launched.child.kill("SIGTERM");
    const { status, stdout, stderr } = await launched.ended;
    expect(workers.filter(isAlive)).toEqual([]);
    expect(stdout).toMatch(/^interrupted: \d+ seeds?, /m);
    expect({ status, stderr }).toEqual({ status: 143, stderr: "" });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

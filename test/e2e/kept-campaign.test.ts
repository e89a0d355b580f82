import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { until } from "../../src/cluster/index.ts";
import { failing, interruptAll, said, storm } from "./campaign-launch.ts";
import { launch, run, somewhere } from "./launch.ts";

describe("a campaign that is kept in a file", () => {
  const argv = [...failing, "--seeds", "40", "--keep-going", "--json", "-j", "2", "--resume", "kept.json"];
  /** As it is when nothing comes between. */
  const whole = once(async () => JSON.parse((await run("kraft-fuzz", argv, somewhere())).stdout));

  test("comes to the same when it was interrupted and gone on with as when it was not", async () => {
    const folder = somewhere();
    const launched = launch("kraft-fuzz", argv, folder);
    await said(launched, /"c-10"/);
    interruptAll(launched);
    const stopped = JSON.parse((await launched.ended).stdout);
    expect(stopped.runs.length).toBeLessThan(40);
    const gone = JSON.parse((await run("kraft-fuzz", argv, folder)).stdout);
    expect(gone.runs.length).toBeLessThan(40);
    expect(stopped).toMatchObject({ runsCounted: stopped.runs.length, seedsBefore: 0 });
    expect(gone).toMatchObject({ runsCounted: 40, seedsBefore: 40 - gone.runs.length });
    expect((await whole()).runs).toHaveLength(40);
    expect(withoutPlaces(gone)).toEqual(withoutPlaces(await whole()));
    const again = JSON.parse((await run("kraft-fuzz", argv, folder)).stdout);
    expect({ ...withoutPlaces(again), runs: undefined }).toEqual(withoutPlaces(await whole()));
    expect(again.runs).toEqual([]);
  });

  test("that ended at a failure comes to the same with --keep-going as when it had it from the first", async () => {
    const folder = somewhere();
    const ended = await run(
      "kraft-fuzz",
      argv.filter((word) => word !== "--keep-going"),
      folder,
    );
    expect(JSON.parse(ended.stdout)).toMatchObject({ verdict: "fail", failures: 1 });
    const gone = JSON.parse((await run("kraft-fuzz", argv, folder)).stdout);
    expect(gone.runs.length).toBeLessThan(40);
    expect(withoutPlaces(gone)).toEqual(withoutPlaces(await whole()));
  });

  test("loses nothing that was written when it is killed", async () => {
    const folder = somewhere();
    const launched = launch("kraft-fuzz", argv, folder);
    // It is written once a second: before that there is nothing to go on with.
    await until(() => /"runs":[1-9]/.test(textIfThere(join(folder, "kept.json"))) || undefined, 50_000);
    launched.child.kill("SIGKILL");
    await launched.ended;
    const gone = JSON.parse((await run("kraft-fuzz", argv, folder)).stdout);
    expect(gone.runs.length).toBeLessThan(40);
    expect(withoutPlaces(gone)).toEqual(withoutPlaces(await whole()));
  });

  const short = [...storm, "-j", "1", "--seeds", "2", "--resume", "kept.json"];
  const kept = once(async () => {
    const folder = somewhere();
    expect((await run("kraft-fuzz", short, folder)).status).toBe(0);
    return readFileSync(join(folder, "kept.json"), "utf8");
  });

  test.each([
    ["is cut off", (text: string) => text.slice(0, 300), /: kept\.json is damaged, or not the file of a campaign/],
    ["was changed", (text: string) => text.replace(/"runs":\d+/, '"runs":1'), /kept\.json is damaged: it is not what/],
    [
      "is of a newer kraft",
      (text: string) => text.replace('"schema":1', '"schema":2'),
      /of version 2, of a newer kraft/,
    ],
    ["is something else", () => "[1]", /kept\.json is not the file of a campaign/],
  ])("is not gone on with, and left as it is, when the file %s", async (_, change, message) => {
    const folder = somewhere();
    const path = join(folder, "kept.json");
    const changed = change(await kept());
    writeFileSync(path, changed);
    const { status, stdout, stderr } = await run("kraft-fuzz", short, folder);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(readFileSync(path, "utf8")).toBe(changed);
  });

  test("is not gone on with as another campaign", async () => {
    const folder = somewhere();
    writeFileSync(join(folder, "kept.json"), await kept());
    const { status, stderr } = await run("kraft-fuzz", [...short, "--twin"], folder);
    const why = "its --twin is not given, and here it is given";
    expect(stderr).toBe(`kraft-fuzz: kept.json is of another campaign: ${why}\n`);
    expect(status).toBe(2);
    const chaos = await run("kraft-fuzz-chaos", short, folder);
    expect(chaos.stderr).toMatch(/: its scenario is none, and here it is mixed$/m);
  });

  test("is not gone on with by a kraft that was built of other sources", async () => {
    const folder = somewhere();
    const other = (await kept()).replace(/"build":"[^"]*"/, '"build":"built of sources 01234567"');
    writeFileSync(join(folder, "kept.json"), other);
    const { status, stdout, stderr } = await run("kraft-fuzz", short, folder);
    const why =
      /^kraft-fuzz: kept\.json is of a kraft built of sources 01234567, and this is built of sources [0-9a-f]{8}: its runs may differ\n$/;
    expect(stderr).toMatch(why);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(readFileSync(join(folder, "kept.json"), "utf8")).toBe(other);
  });

  function withPlaceToKeep(): string {
    const folder = somewhere();
    mkdirSync(join(folder, "kept"));
    return folder;
  }

  /** The folder of the file is gone, and something else is there. */
  function takeAway(folder: string): void {
    rmSync(join(folder, "kept"), { recursive: true, maxRetries: 5 });
    writeFileSync(join(folder, "kept"), "no folder");
  }
  const endless = [...storm, "-j", "1", "--seeds", "100000", "--resume", "kept/kept.json"];
  const CANNOT = /^kraft-fuzz: cannot write the file of a campaign kept\/kept\.json: [A-Z]+; the campaign goes on$/gm;

  test("says at once that it can no longer be written, goes on, and says in the end that it is not kept", async () => {
    const folder = withPlaceToKeep();
    const launched = launch("kraft-fuzz", endless, folder);
    await until(() => /"runs":[1-9]/.test(textIfThere(join(folder, "kept/kept.json"))) || undefined, 50_000);
    takeAway(folder);
    await said(launched, CANNOT, "stderr");
    launched.child.kill("SIGINT");
    const { status, stdout, stderr } = await launched.ended;
    expect(stdout).toMatch(/^interrupted: [\d,]+ seeds?, /m);
    expect(stderr.match(CANNOT)).toHaveLength(1);
    expect(stderr.match(/^.*kept\/kept\.json.*$/gm)).toHaveLength(2);
    expect(stderr).toMatch(/^kraft-fuzz: the campaign was not kept in kept\/kept\.json$/m);
    expect(status).toBe(3);
  });

  test("has not done what it was asked for where nothing is kept in the end", async () => {
    const folder = withPlaceToKeep();
    // It takes longer than until its file is written for the first time.
    const argv = [...storm.with(3, "300"), "-j", "1", "--seeds", "40", "--resume", "kept/kept.json"];
    const launched = launch("kraft-fuzz", argv, folder);
    await until(() => existsSync(join(folder, "kept/kept.json")) || undefined, 50_000);
    takeAway(folder);
    const { status, stdout, stderr } = await launched.ended;
    expect(stdout).toMatch(/^pass: 40 seeds, /m);
    expect(stderr).toMatch(/^kraft-fuzz: the campaign was not kept(:| in) .*kept\/kept\.json/m);
    expect(status).toBe(3);
  });

  test("is left to one of two that are given the same file, and the other says so", async () => {
    const folder = withPlaceToKeep();
    const first = launch("kraft-fuzz", endless, folder);
    await until(() => /"runs":[1-9]/.test(textIfThere(join(folder, "kept/kept.json"))) || undefined, 50_000);
    const second = launch("kraft-fuzz", endless, folder);
    const leaves = /^kraft-fuzz: kept\/kept\.json is written by another process too: .*$/m;
    await Promise.race([first, second].map((launched) => said(launched, leaves, "stderr")));
    for (const { child } of [first, second]) child.kill("SIGINT");
    const ends = await Promise.all([first.ended, second.ended]);
    expect(ends.map(({ status }) => status).sort()).toEqual([130, 3]);
    expect(ends.find(({ status }) => status === 130)!.stderr).toBe("");
    expect(textIfThere(join(folder, "kept/kept.json"))).toMatch(/^\{"schema":1,.*\}\n$/);
  });

  test("is refused before it begins where its folder is not there, and makes none", async () => {
    const folder = somewhere();
    const ended = await run("kraft-fuzz", [...storm, "--resume", "no/such/kept.json"], folder);
    const message = "cannot write the file of a campaign no/such/kept.json: there is no folder no/such";
    expect(ended).toEqual({ status: 2, stdout: "", stderr: `kraft-fuzz: ${message}\n` });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is refused before it begins where the file cannot be written", async () => {
    const folder = somewhere();
    writeFileSync(join(folder, "plain"), "");
    const ended = await run("kraft-fuzz", [...storm, "--resume", "plain/kept.json"], folder);
    expect(ended).toMatchObject({ status: 2, stdout: "" });
    expect(ended.stderr).toMatch(
      /^kraft-fuzz: cannot write the file of a campaign plain\/kept\.json: (EEXIST|ENOTDIR)\n$/,
    );
  });
});

function textIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** What several tests look at is made for the first of them. */
function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A document without the times, the paths and where it went on, which alone may differ; and without the runs. */
function withoutPlaces(document: Record<string, unknown>) {
  const { runs: _, wallMs: __, tapes: ___, seedsBefore: ____, ...rest } = document;
  return JSON.parse(JSON.stringify(rest).replace(/node \S+kraft-fuzz\.js/g, "kraft-fuzz"));
}

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadCore } from "../../../../src/fuzz/campaign/load-core.ts";
import { replayFile } from "../../../../src/fuzz/corpus/replayed.ts";
import { loadMutant } from "../../../../src/fuzz/mutants/mutant.ts";
import { buildMutant } from "../../../../src/fuzz/mutants/mutant-build.ts";
import { record } from "../../../../src/fuzz/tape/record.ts";
import { type TapeFile, writeTapeFile } from "../../../../src/fuzz/tape/tape-file.ts";
import { failureOn, smallTape } from "../tape/small-tape.ts";

const folder = mkdtempSync(join(tmpdir(), "kraft-replayed-"));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, "tape.json");
const never = new AbortController().signal;

/** A tape of a node that votes twice, as its run made it. */
let twice: TapeFile;

beforeAll(async () => {
  const core = await loadCore(await buildMutant(loadMutant("double-vote")));
  for (let seed = 1; ; seed++) {
    const options = { nodes: 3, operations: 400, seed: `replayed ${seed}`, checkers: true };
    const { run, tape } = record(options, core);
    const [violation] = run.violations;
    if (violation === undefined) continue;
    const { fingerprint } = run.result();
    const { invariant } = violation;
    twice = { ...failureOn(tape), mutant: "double-vote", invariant, violation, fingerprint, reduction: null };
    return;
  }
});

async function replayed(file: TapeFile) {
  writeTapeFile(path, file);
  return (await replayFile(path, never))!;
}

test("a tape of a planted bug holds: with it the same breaks by the same events, and nothing without", async () => {
  expect(await replayed(twice)).toMatchObject({ path, file: twice, verdict: "holds", complaint: undefined });
});

test("it differs where something else breaks, or by other events", async () => {
  const invariant = "restored-machine";
  const other = await replayed({ ...twice, invariant, violation: { ...twice.violation, invariant } });
  expect(other.verdict).toBe("differs");
  expect(other.complaint).toMatch(/^with double-vote .*is violated, and not restored-machine$/);
  const events = await replayed({ ...twice, fingerprint: "0000000000000000" });
  expect(events.verdict).toBe("differs");
  expect(events.complaint).toBe(`with double-vote the fingerprint is ${twice.fingerprint}, and not 0000000000000000`);
  const { violation } = twice;
  const tape = { ...smallTape, deeds: [] };
  const quiet = await replayed({
    ...failureOn(tape),
    mutant: "double-vote",
    invariant: violation.invariant,
    violation,
  });
  expect(quiet.complaint).toBe(`with double-vote nothing is violated, and not ${violation.invariant}`);
});

/** No leader is heard in time, so that nothing ever gets done, as if a bug were in the core itself. */
function hopeless(): TapeFile {
  const { endsAtUs: _, setup, ...rest } = smallTape;
  const network = { ...setup.profile.network, latencyUs: 2_000_000 };
  const profile = { ...setup.profile, network };
  return failureOn({ ...rest, setup: { ...setup, profile }, calmAtUs: 200_000 });
}

test("a tape of a real bug holds once it is mended, and fails as long as it is not", async () => {
  expect(await replayed({ ...twice, mutant: null })).toMatchObject({ verdict: "holds", complaint: undefined });
  expect(await replayed(hopeless())).toMatchObject({ verdict: "fails", complaint: "liveness is violated" });
});

test("a tape that fails without its mutant shows another bug", async () => {
  const failing = await replayed({ ...hopeless(), mutant: "double-vote" });
  expect(failing).toMatchObject({ verdict: "fails", complaint: "without double-vote liveness is violated" });
});

test("what cannot be played is refused with the reason", async () => {
  writeFileSync(path, "{");
  expect(await replayFile(path, never)).toEqual({
    path,
    verdict: "refused",
    complaint: `${path} is not a tape, which is a JSON document: it is cut off`,
  });
  const unknown = await replayed({ ...twice, mutant: "no-such-mutant" });
  expect(unknown.verdict).toBe("refused");
  expect(unknown.complaint).toMatch(/^there is no mutant "no-such-mutant"/);
});

test("an interrupt ends it", async () => {
  writeTapeFile(path, twice);
  expect(await replayFile(path, AbortSignal.abort())).toBeUndefined();
});

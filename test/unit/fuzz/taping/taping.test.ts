import { beforeAll, describe, expect, test } from "vitest";
import { loadCore } from "../../../../src/fuzz/campaign/load-core.ts";
import { replay } from "../../../../src/fuzz/tape/replay.ts";
import { type Taped, type TapingTask, tapeFailure } from "../../../../src/fuzz/taping/taping.ts";
import { tapeInThread } from "../../../../src/fuzz/taping/taping-thread.ts";
import type { TapingNews } from "../../../../src/fuzz/taping/taping-worker.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";
import { failingSeed } from "./failing-seed.ts";

const going = { aborted: false };
const never = new AbortController().signal;

let task: TapingTask;
let core: RaftCore;

beforeAll(async () => {
  task = await failingSeed("double-vote");
  core = await loadCore(task.coreUrl);
});

function playedAgain({ tape }: Taped) {
  const run = replay(tape, core);
  while (!run.advance(100_000));
  return run.result();
}

describe("a failing seed", () => {
  test("is taped as it is when nobody minimizes", () => {
    const taped = tapeFailure(task, core, going)!;
    expect(taped).toMatchObject({ reduction: null, ending: "done" });
    const again = playedAgain(taped);
    expect(again.fingerprint).toBe(taped.fingerprint);
    expect(again.violations[0]).toEqual(taped.violation);
  });

  test("is made small, breaks the same, and tells what was taken away", () => {
    const entries: number[] = [];
    const taped = tapeFailure({ ...task, limitMs: 60_000 }, core, going, {
      progress: (size) => entries.push(size.entries),
    })!;
    const { deeds, departures, setup } = taped.tape;
    const [before, after] = taped.reduction!.entries;
    expect(after).toBe(deeds.length + departures.length);
    expect(after).toBeLessThan(before / 10);
    expect(taped.reduction!.nodes[1]).toBe(setup.nodes + setup.profile.spares);
    expect(entries.at(-1)).toBe(after);
    const again = playedAgain(taped);
    expect(again.fingerprint).toBe(taped.fingerprint);
    expect(again.violations).toContainEqual(taped.violation);
  });

  test("is taped for the invariant that is asked for, though another fell first", () => {
    const all = playedAgain(tapeFailure(task, core, going)!).violations.map(({ invariant }) => invariant);
    const [, second = ""] = all;
    expect(second).not.toBe(all[0]);
    const last = all.at(-1)!;
    expect(tapeFailure({ ...task, invariant: last }, core, going)!.violation.invariant).toBe(last);
    const interrupt = { aborted: false };
    const onProgress = (): void => {
      interrupt.aborted = true;
    };
    const smaller = tapeFailure({ ...task, invariant: second, limitMs: 60_000 }, core, interrupt, {
      progress: onProgress,
    })!;
    expect(smaller.violation.invariant).toBe(second);
    expect(smaller.reduction).not.toBeNull();
  });

  test("is taped by the strategy that found it", () => {
    const bySwarm = tapeFailure(task, core, going)!;
    const byMixed = tapeFailure({ ...task, strategy: "mixed", operations: 4_000 }, core, going)!;
    expect(byMixed.fingerprint).not.toBe(bySwarm.fingerprint);
    expect(playedAgain(byMixed).fingerprint).toBe(byMixed.fingerprint);
  });

  test("that does not fail is not taped", () => {
    expect(tapeFailure({ ...task, invariant: "restored-machine" }, core, going)).toBeUndefined();
  });

  test("is taped up to where it breaks when it is time to end before the first try", () => {
    const interrupted = tapeFailure({ ...task, limitMs: 60_000 }, core, { aborted: true })!;
    expect(interrupted.ending).toBe("interrupted");
    expect(playedAgain(interrupted)).toMatchObject({ fingerprint: interrupted.fingerprint, verdict: "fail" });
    const late = tapeFailure({ ...task, limitMs: 0.000_001 }, core, going)!;
    expect(late).toEqual({ ...interrupted, ending: "out-of-time" });
  });

  test("that is interrupted on the way gives the best so far", () => {
    const interrupt = { aborted: false };
    const onProgress = (): void => {
      interrupt.aborted = true;
    };
    const taped = tapeFailure({ ...task, limitMs: 60_000 }, core, interrupt, { progress: onProgress })!;
    expect(taped.ending).toBe("interrupted");
    expect(taped.reduction!.entries[1]).toBeLessThan(taped.reduction!.entries[0]);
    expect(playedAgain(taped).violations).toContainEqual(taped.violation);
  });
});

describe("in a thread", () => {
  test("the same comes of it", async () => {
    const limited = { ...task, limitMs: 60_000 };
    const heard: TapingNews[] = [];
    const taped = await tapeInThread(limited, never, (news) => heard.push(news));
    expect(taped).toEqual(tapeFailure(limited, core, going));
    expect(heard.slice(-2)).toEqual([
      { kind: "progress", entries: taped!.reduction!.entries[1] },
      { kind: "taped", taped },
    ]);
  });

  test("an interrupt is heard while it works", async () => {
    const interrupt = new AbortController();
    const taped = await tapeInThread({ ...task, limitMs: 60_000 }, interrupt.signal, ({ kind }) => {
      if (kind === "progress") interrupt.abort();
    });
    expect(taped!.ending).toBe("interrupted");
    expect(playedAgain(taped!).violations).toContainEqual(taped!.violation);
  });

  test("an interrupt is heard though a whole run is being played that takes too long: there is no tape", async () => {
    const long = { ...task, coreUrl: undefined, operations: 10_000_000, limitMs: 60_000 };
    expect(await tapeInThread(long, AbortSignal.abort(), () => {}, undefined, 1_000)).toBeUndefined();
  });

  test("an interrupt leaves a thread time to record, where there is no tape yet, and then as little as ever", async () => {
    const recorded = `parentPort.postMessage({ kind: "recorded", taped: { fingerprint: "as recorded" } })`;
    const does = `setTimeout(() => ${recorded}, 4_000); setInterval(() => {}, 1_000);`;
    const slow = `import { parentPort } from "node:worker_threads"; ${does}`;
    const url = new URL(`data:text/javascript,${encodeURIComponent(slow)}`);
    expect(await tapeInThread(task, AbortSignal.abort(), () => {}, url)).toEqual({
      fingerprint: "as recorded",
      ending: "interrupted",
    });
  });

  test("hands over what it has recorded before it makes that smaller", () => {
    const handedOver: Taped[] = [];
    tapeFailure(
      { ...task, limitMs: 60_000 },
      core,
      { aborted: true },
      { recorded: (asItIs) => handedOver.push(asItIs) },
    );
    expect(handedOver).toEqual([tapeFailure(task, core, going)]);
  });

  test("what breaks in it is told", async () => {
    await expect(tapeInThread({ ...task, nodes: -1 }, never)).rejects.toThrow();
  });
});

import { describe, expect, test } from "vitest";
import type { Raft } from "../../../../src/fuzz/probes/core-types.ts";
import { probed } from "../../../../src/fuzz/probes/probed-core.ts";
import type { RunResult } from "../../../../src/fuzz/result.ts";
import { Run } from "../../../../src/fuzz/run.ts";
import * as core from "../../../../src/sut/core.ts";
import type { RaftCore } from "../../../../src/sut/index.ts";
import { startedBy, stepping } from "../other-core.ts";

function resultWith(tested: RaftCore, seed = "probes"): RunResult {
  const run = Run.start({ nodes: 3, operations: 300, seed, checkers: true }, tested);
  run.advance(Number.MAX_SAFE_INTEGER);
  return run.result();
}

/** The core with other `Raft`s: each is what `change` makes of a true one, and so are its copies. */
function changed(change: (raft: Raft) => Partial<Record<keyof Raft, unknown>>): RaftCore {
  const wrap = (raft: Raft): Raft => {
    const others: Partial<Record<keyof Raft, unknown>> = { fork: () => wrap(raft.fork()), ...change(raft) };
    return new Proxy(raft, {
      get: (_, name) => {
        const value = name in others ? others[name as keyof Raft] : Reflect.get(raft, name, raft);
        return typeof value === "function" ? value.bind(raft) : value;
      },
    });
  };
  return startedBy((...given) => wrap(core.Raft.start(...given)));
}

/** A core that does not listen to inputs of this kind. */
function without(kind: string): (raft: Raft) => Partial<Record<keyof Raft, unknown>> {
  return (raft) => ({
    step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
      if (input.kind !== kind) raft.step(nowUs, input, output);
    },
  });
}

/** A core that answers stale reads at once as soon as it has been told any index, if it `may`. */
function staleReadsAnswered(may: (raft: Raft, toldIndex: number) => boolean) {
  return (raft: Raft): Partial<Record<keyof Raft, unknown>> => {
    let told = -1;
    const answering = (raft: Raft) => {
      const step = raft.step.bind(raft);
      return (...[nowUs, input, output]: Parameters<Raft["step"]>): void => {
        step(nowUs, input, output);
        if (input.kind === "message" && input.message.kind === "read-index-response") told = input.message.index;
        if (input.kind !== "read" || told < 0 || !may(raft, told)) return;
        const [read] = input.reads;
        if (read?.consistency !== "stale" || output.reads.length > 0) return;
        output.reads.push({ read, index: raft.view.appliedIndex, by: "staleness" });
      };
    };
    const fork = () => {
      const copy = raft.fork();
      return Object.assign(copy, { step: answering(copy) });
    };
    return { step: answering(raft), fork };
  };
}

/** A core whose copies do their steps otherwise: given the copy, and how it did them. */
function copiesStepping(stepped: (copy: Raft, step: Raft["step"]) => Raft["step"]) {
  return (raft: Raft): Partial<Record<keyof Raft, unknown>> => ({
    fork: () => {
      const copy = raft.fork();
      return stepping(copy, (step) => stepped(copy, step));
    },
  });
}

/** A core of whose leaders the copies take what was answered in an earlier term for an answer of this one. */
function lateAnswersHeard(changes: object) {
  return copiesStepping((copy, step) => (nowUs, input, output) => {
    const { role, term } = copy.view;
    const isLate = input.kind === "message" && input.message.kind === "append-response" && input.message.term < term;
    if (role !== "leader" || !isLate) step(nowUs, input, output);
    else step(nowUs, { ...input, message: { ...input.message, ...changes, term } as typeof input.message }, output);
  });
}

describe("the probes of a core", () => {
  test("change nothing in a run, and find nothing wrong with the core as it is", () => {
    const plain = resultWith(core);
    expect(plain.verdict).toBe("pass");
    expect(resultWith(probed(core, 64)).fingerprint).toBe(plain.fingerprint);
    expect(
      resultWith(
        probed(
          changed(() => ({})),
          64,
        ),
      ).fingerprint,
    ).toBe(plain.fingerprint);
  });

  test.each([
    [
      "a copy that goes on otherwise",
      (raft: Raft) => ({
        fork: () => {
          const copy = raft.fork();
          const { step } = copy;
          return Object.assign(copy, {
            step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
              step.call(copy, nowUs, input, output);
              if (input.kind === "message") output.applyTo++;
            },
          });
        },
      }),
      /what a copy puts out/,
    ],
    [
      "entries that are sent as storage read them",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          raft.step(nowUs, input, output);
          if (input.kind !== "fetched" || input.entries.length === 0) return;
          const [prevLogIndex, { id, term }] = [input.firstIndex - 1, raft.view];
          const header = { from: id, to: id, term, round: 0, readRound: 0, leaderCommit: 0, prevLogIndex };
          const prevLogTerm = raft.view.termAt(prevLogIndex)!;
          output.messages.push({ kind: "append-request", ...header, prevLogTerm, entries: input.entries });
        },
      }),
      /and the log has no such entry there/,
    ],
    [
      "stale reads that are not answered at once",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          raft.step(nowUs, input, output);
          if (input.kind === "read") output.reads.length = 0;
        },
      }),
      /how a read is answered that may be as stale as it likes/,
    ],
    [
      "stale reads that show too little",
      staleReadsAnswered((raft, index) => raft.view.appliedIndex < index),
      /a stale read that must show index/,
    ],
    [
      "stale reads that show what is too old",
      staleReadsAnswered((raft, index) => raft.view.appliedIndex >= index),
      /a stale read that must show what was decided at/,
    ],
    [
      "stale reads that a leader answers by what was decided when its round began",
      copiesStepping((copy, step) => (nowUs, input, output) => {
        step(nowUs, input, output);
        const [read] = input.kind === "read" ? input.reads : [];
        if (copy.view.role !== "leader" || read?.consistency !== "stale" || output.reads.length > 0) return;
        output.reads.push({ read, index: copy.view.appliedIndex, by: "staleness" });
      }),
      /^n\d, leader .* a stale read that must show what was decided at/,
    ],
    [
      "an answer of an earlier term that is taken for one of this",
      lateAnswersHeard({}),
      /what a leader knows of its followers after answers of an earlier term/,
    ],
    [
      "an answer of an earlier term by which a leader takes itself for heard",
      lateAnswersHeard({ matchIndex: 0, readRound: 0, round: -1 }),
      /whether a leader goes on that hears nothing but answers of an earlier term/,
    ],
    [
      "a proposal that just fits and is refused",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          raft.step(nowUs, input, output);
          if (input.kind !== "propose" || input.proposals.length > 1 || output.rejections.length > 0) return;
          const [proposal] = input.proposals;
          if (proposal!.bytes < 1_000) return;
          output.rejections.push({ of: "proposal", proposal: proposal!, reason: "too-much-uncommitted", leader: 0 });
        },
      }),
      /what is said of a proposal that just fits/,
    ],
    [
      "a proposal that is refused for what is too large beside it",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          const [first, ...others] = input.kind === "propose" ? input.proposals : [];
          if (first?.bytes !== Number.MAX_SAFE_INTEGER || raft.view.stopped) raft.step(nowUs, input, output);
          else {
            raft.step(nowUs, { kind: "propose", proposals: [first] }, output);
            const reason = "too-much-uncommitted";
            for (const proposal of others) output.rejections.push({ of: "proposal", proposal, reason, leader: 0 });
          }
        },
      }),
      /a proposal beyond all limits, and what comes with it/,
    ],
    [
      "a change that changes nothing and is taken",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          raft.step(nowUs, input, output);
          const isEmpty =
            input.kind === "change-membership" && "steps" in input.change && input.change.steps.length === 0;
          if (isEmpty) output.rejections.length = 0;
        },
      }),
      /how often a change that changes nothing is refused/,
    ],
    [
      "a change that takes another way than it was told to",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          const isChange = input.kind === "change-membership" && input.change.kind === "change";
          const change = isChange ? { ...input, change: { ...input.change, transition: "auto" as const } } : input;
          raft.step(nowUs, change, output);
        },
      }),
      /whether an implicit change of a learner is joint/,
    ],
    ["a status that is not so", (raft: Raft) => ({ status: () => ({ ...raft.status(), term: -1 }) }), /the status/],
    ["a driver's mistake that passes", without("applied"), /a driver's mistake/],
    ["a stopped node that goes on", without("write-failed"), /stopped node/],
    [
      "a stopped node that wants to be woken",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          const { deadlineUs } = output;
          raft.step(nowUs, input, output);
          if (raft.view.stopped) output.deadlineUs = deadlineUs;
        },
      }),
      /what a stopped node does at its deadline/,
    ],
    [
      "a snapshot that waits for whoever leads to stand down",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          if (input.kind !== "take-snapshot" || raft.view.role !== "leader") raft.step(nowUs, input, output);
        },
      }),
      /the snapshot that was asked for/,
    ],
    [
      "a piece of a snapshot that is sent as often as it is read",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          raft.step(nowUs, input, output);
          if (input.kind !== "snapshot-chunk" || output.messages.length > 0) return;
          const { id, term } = raft.view;
          const header = { kind: "snapshot-request", from: id, to: input.peer, term, offset: input.offset } as const;
          const snapshot = { index: input.index, term, configuration: raft.view.configuration };
          output.messages.push({ ...header, snapshot, data: input.data, bytes: input.bytes, isLast: input.isLast });
        },
      }),
      /what follows when a piece is read for the second time/,
    ],
    ["a snapshot that is asked for in vain", without("take-snapshot"), /the snapshot that was asked for/],
    [
      "a proposal of which nobody hears",
      (raft: Raft) => ({
        step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
          raft.step(nowUs, input, output);
          if (input.kind === "propose" && !raft.view.stopped) output.rejections.length = 0;
        },
      }),
      /proposal/,
    ],
  ])("find %s", (_, change, says) => {
    // In the second of them nodes keep so little in memory that leaders fetch.
    const found = ["probes", "probes 0"].map((seed) => resultWith(probed(changed(change), 64), seed).violations[0]);
    const first = found.find((violation) => violation !== undefined);
    expect(first?.invariant).toBe("step-law");
    expect(first?.message).toMatch(says);
  });

  test("find a core that can be started with a driver's mistake", () => {
    const credulous = startedBy((options, ...rest) => core.Raft.start({ ...options, keptEntries: 0 }, ...rest));
    expect(() => resultWith(probed(credulous, 64))).toThrow(/driver's mistake/);
  });

  test("find a core that can be restarted with configurations in disorder", () => {
    const lenient = startedBy((options, durable, nowUs) => {
      const byIndex = new Map(durable.configurations.map((one) => [one.index, one]));
      return core.Raft.start(options, { ...durable, configurations: [...byIndex.values()] }, nowUs);
    });
    expect(resultWith(probed(lenient, 64)).violations[0]?.message).toMatch(/driver's mistake/);
  });

  test("find a leader whose log grows beyond what it was told to wait for", () => {
    const greedy = startedBy((options, ...rest) =>
      core.Raft.start({ ...options, maxUncommittedBytes: 2 * options.maxUncommittedBytes }, ...rest),
    );
    expect(resultWith(probed(greedy, 64)).violations[0]?.message).toMatch(/bytes wait for their commit, above/);
  });

  const NEVER = Number.MAX_SAFE_INTEGER;

  test.each([
    ["a leader's log", "maxUncommittedBytes", /^n\d, leader .* \d+ bytes wait for their commit, above \d+$/],
    ["a message", "maxMessageBytes", /^n\d, leader .* a message holds \d+ bytes of entries, above \d+$/],
  ] as const)("find in each step, where no copy is probed, that %s grows beyond what it was told", (_, limit, says) => {
    const heavy = changed((raft) => ({
      step: (...[nowUs, input, output]: Parameters<Raft["step"]>) => {
        if (input.kind !== "propose") return raft.step(nowUs, input, output);
        const proposals = input.proposals.map((proposal) => ({ ...proposal, bytes: 1_000 * proposal.bytes }));
        raft.step(nowUs, { ...input, proposals }, output);
      },
    }));
    const greedy = startedBy((options, ...rest) => {
      return heavy.Raft.start({ ...options, [limit]: 1_000_000 * options[limit] }, ...rest);
    });
    const first = (seed: string) => resultWith(probed(greedy, NEVER), seed).violations[0]?.message ?? "";
    expect(Array.from({ length: 8 }, (_, seed) => first(`greedy ${seed}`))).toContainEqual(expect.stringMatching(says));
  });
});

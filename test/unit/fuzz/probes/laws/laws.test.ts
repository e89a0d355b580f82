import { describe, expect, test } from "vitest";
import type { Message } from "../../../../../src/fuzz/probes/core-types.ts";
import { Abdicating } from "../../../../../src/fuzz/probes/laws/abdicating.ts";
import { Acknowledging } from "../../../../../src/fuzz/probes/laws/acknowledging.ts";
import { Beating } from "../../../../../src/fuzz/probes/laws/beating.ts";
import { Choosing } from "../../../../../src/fuzz/probes/laws/choosing.ts";
import { Committing } from "../../../../../src/fuzz/probes/laws/committing.ts";
import { Confirming } from "../../../../../src/fuzz/probes/laws/confirming.ts";
import { Electing } from "../../../../../src/fuzz/probes/laws/electing.ts";
import { Fetching } from "../../../../../src/fuzz/probes/laws/fetching.ts";
import { Keeping } from "../../../../../src/fuzz/probes/laws/keeping.ts";
import type { Step } from "../../../../../src/fuzz/probes/laws/law.ts";
import { Leasing } from "../../../../../src/fuzz/probes/laws/leasing.ts";
import { Leaving } from "../../../../../src/fuzz/probes/laws/leaving.ts";
import { Progressing } from "../../../../../src/fuzz/probes/laws/progressing.ts";
import { Reading } from "../../../../../src/fuzz/probes/laws/reading.ts";
import { Streaming } from "../../../../../src/fuzz/probes/laws/streaming.ts";
import { appendRequest, appendResponse, leaderView, OPTIONS, peer, step } from "./steps.ts";

describe("a leader that hands over", () => {
  const heard = (law: Choosing, nowUs: number, ...ids: number[]): void => {
    for (const id of ids) law.check(step({ nowUs, input: appendResponse(id) }));
  };
  const transfer = (to: number) => {
    const peers = [peer(2, 3), peer(3, 5)];
    return { input: { kind: "transfer", to: 0 } as const, peers, view: leaderView({ transferTo: to }) };
  };

  test("chooses who lacks least of those that it hears from", () => {
    const law = new Choosing(OPTIONS);
    heard(law, 0, 2, 3);
    expect(() => law.check(step({ nowUs: 50, ...transfer(2) }))).toThrow("n2 is to take over, and n3");
    expect(() => law.fork().check(step({ nowUs: 50, ...transfer(3) }))).not.toThrow();
    heard(law, 90, 2);
    expect(() => law.check(step({ nowUs: 120, ...transfer(2) }))).not.toThrow();
  });
});

describe("a leader that reads wait for", () => {
  test("knows what a quorum has answered as soon as it has", () => {
    const law = new Confirming();
    const requests = { messages: [appendRequest(2, { readRound: 1 })] };
    law.check(step({ output: requests }));
    const answer = appendResponse(2, { readRound: 1 });
    expect(() => law.fork().check(step({ input: answer, view: leaderView({ confirmedRound: 1 }) }))).not.toThrow();
    expect(() => law.check(step({ input: answer }))).toThrow("a quorum has answered round 1");
  });

  test("counts an answer before it leaves the joint configuration which that commits", () => {
    const law = new Confirming();
    const peers = [2, 3, 4].map((id) => peer(id));
    const joint = { ...leaderView().configuration, voters: [1, 2, 4], outgoing: [1, 2, 3, 4] };
    const left = { ...joint, outgoing: [] };
    law.check(step({ output: { messages: [appendRequest(2, { readRound: 1 })] }, peers }));
    const answer = { input: appendResponse(2, { readRound: 1 }), peers, view: leaderView({ configuration: left }) };
    const was = (configuration: typeof joint) => ({ ...answer, was: leaderView({ configuration }) });
    expect(() => law.fork().check(step(was(joint)))).not.toThrow();
    expect(() => law.fork().check(step(was(left)))).toThrow("a quorum has answered round 1");
  });

  test("confirms nothing by what was answered in an earlier term", () => {
    const law = new Confirming();
    law.check(step({ output: { messages: [appendRequest(2, { readRound: 1 })] } }));
    const confirmed = { view: leaderView({ confirmedRound: 1 }) };
    const late = appendResponse(2, { readRound: 1, term: 0 });
    expect(() => law.fork().check(step({ input: late, ...confirmed }))).toThrow("no quorum has answered it");
    expect(() => law.check(step({ input: appendResponse(2, { readRound: 1 }), ...confirmed }))).not.toThrow();
  });

  test("confirms nothing before a quorum of both halves has answered", () => {
    const law = new Confirming();
    const configuration = { ...leaderView().configuration, voters: [1, 2, 3], outgoing: [1, 4, 5] };
    const among = { peers: [2, 3, 4, 5].map((id) => peer(id)), was: leaderView({ configuration }) };
    law.check(step({ ...among, output: { messages: [appendRequest(2, { readRound: 1 })] } }));
    const answer = (id: number, confirmedRound: number) =>
      step({
        ...among,
        input: appendResponse(id, { readRound: 1 }),
        view: leaderView({ configuration, confirmedRound }),
      });
    expect(() => law.fork().check(answer(2, 1))).toThrow("no quorum has answered it");
    law.check(answer(2, 0));
    expect(() => law.fork().check(answer(3, 1))).toThrow("no quorum has answered it");
    expect(() => law.check(answer(4, 1))).not.toThrow();
  });

  test("looks again at each heartbeat, as the quorum may have become smaller", () => {
    const law = new Confirming();
    const read = { data: 1, consistency: "linearizable", maxStalenessUs: 0 } as const;
    const five = { ...leaderView().configuration, voters: [1, 2, 3, 4, 5] };
    const peers = [2, 3, 4, 5].map((id) => peer(id));
    const among = { peers, was: leaderView({ configuration: five }), view: leaderView({ configuration: five }) };
    law.check(step({ input: { kind: "read", reads: [read] }, ...among }));
    const heartbeat = { messages: [appendRequest(2, { readRound: 1 })] };
    law.check(step({ output: heartbeat, ...among }));
    law.check(step({ input: appendResponse(2, { readRound: 1 }), ...among }));
    expect(() => law.check(step({ output: heartbeat }))).toThrow("a quorum has answered round 1");
  });
});

test("reads that wait for a round are answered as soon as it is confirmed and none follows it", () => {
  const law = new Confirming();
  const read = { data: 1, consistency: "linearizable", maxStalenessUs: 0 } as const;
  const begun = { messages: [appendRequest(2, { readRound: 1 })] };
  law.check(step({ input: { kind: "read", reads: [read] }, output: begun }));
  const answer = { input: appendResponse(2, { readRound: 1 }), view: leaderView({ confirmedRound: 1 }) };
  const answered = { reads: [{ read, index: 5, by: "read-index" }] };
  expect(() => law.fork().check(step({ ...answer, output: answered }))).not.toThrow();
  expect(() => law.fork().check(step(answer))).toThrow("round 1 is confirmed, none follows it, and 1 reads wait");
  const busy = { ...answer, view: leaderView({ confirmedRound: 1, appliedIndex: 4 }) };
  expect(() => law.check(step(busy))).not.toThrow();
});

test("whoever asked for a read hears once what became of it", () => {
  const law = new Reading();
  const read = { data: 1, consistency: "linearizable", maxStalenessUs: 0 } as const;
  const answered = { reads: [{ read, index: 1, by: "read-index" }] };
  const rejected = { rejections: [{ of: "read", read, reason: "leader-changed", leader: 0 }] };
  law.check(step({ input: { kind: "read", reads: [read] } }));
  for (const [first, says] of [
    [answered, "is answered that does not wait any more"],
    [rejected, "is rejected that does not wait any more"],
  ] as const) {
    const copy = law.fork();
    expect(() => copy.check(step({ output: rejected }))).not.toThrow();
    expect(() => copy.check(step({ output: first }))).toThrow(says);
  }
  expect(() => law.check(step({ output: answered }))).not.toThrow();
});

test("who follows nobody any more tells nobody of an installed snapshot", () => {
  const status = { kind: "snapshot-response", from: 1, to: 2, term: 1, index: 5, status: "installed", matchIndex: 0 };
  const installed = (leader: number) => {
    const view = leaderView({ role: "follower", leader });
    return step({ was: view, view, peers: [], output: { restore: { index: 5 }, messages: [status] } });
  };
  expect(() => new Acknowledging().check(installed(2))).not.toThrow();
  expect(() => new Acknowledging().check(installed(0))).toThrow("n2 is told of an installed snapshot");
});

test("who votes for another while it asks who would vote for it asks no longer", () => {
  const asking = (role: "pre-candidate" | "follower") => {
    const request = { kind: "vote-request", from: 2, to: 1, term: 1, lastLogIndex: 5, lastLogTerm: 1, forced: false };
    const response = { kind: "vote-response", from: 1, to: 2, term: 1, granted: true };
    return step({
      was: leaderView({ role: "pre-candidate", leader: 0, votedFor: 0 }),
      input: { kind: "message", message: request as Message },
      view: leaderView({ role, leader: 0, votedFor: 2 }),
      output: { messages: [response] },
      peers: [],
    });
  };
  expect(() => new Electing(OPTIONS).check(asking("follower"))).not.toThrow();
  expect(() => new Electing(OPTIONS).check(asking("pre-candidate"))).toThrow(
    "n2 was voted for, and this server goes on",
  );
});

describe("who is asked for a pre-vote", () => {
  const follower = leaderView({ role: "follower", leader: 3, lastTerm: 1 });
  const followed = { was: follower, view: follower, peers: [] };
  const heartbeat = { input: { kind: "message", message: { ...appendRequest(1, { from: 3 }) } as Message } } as const;
  const asked = (nowUs: number, granted: boolean, reign = followed): Step => {
    const header = { from: 2, to: 1, term: 2 } as const;
    const request = { kind: "pre-vote-request", ...header, lastLogIndex: 9, lastLogTerm: 1 } as const;
    const answer = { kind: "pre-vote-response", from: 1, to: 2, term: 1, electionTerm: 2, granted } as const;
    return step({ ...reign, nowUs, input: { kind: "message", message: request }, output: { messages: [answer] } });
  };

  test("and heard from a leader within the election timeout gives none", () => {
    const law = new Electing({ ...OPTIONS, leaseUs: 0 });
    law.check(step({ ...followed, ...heartbeat, nowUs: 10 }));
    expect(() => law.fork().check(asked(109, true))).toThrow(
      "n2 would be voted for in term 2: false, and is told true",
    );
    expect(() => law.fork().check(asked(109, false))).not.toThrow();
    expect(() => law.fork().check(asked(110, false))).toThrow("n2 would be voted for in term 2: true");
    expect(() => law.fork().check(asked(110, true))).not.toThrow();
  });

  test("remembers who led only where leases are on", () => {
    const alone = leaderView({ role: "follower", leader: 0, lastTerm: 1 });
    const lonely = { was: alone, view: alone, peers: [] };
    for (const [leaseUs, granted] of [
      [0, true],
      [50, false],
    ] as const) {
      const law = new Electing({ ...OPTIONS, leaseUs });
      law.check(step({ ...followed, ...heartbeat, nowUs: 10 }));
      law.check(step({ was: follower, view: alone, peers: [], nowUs: 20 }));
      expect(() => law.fork().check(asked(30, granted, lonely))).not.toThrow();
      expect(() => law.fork().check(asked(30, !granted, lonely))).toThrow("n2 would be voted for in term 2");
    }
  });

  test("may have heard from a leader before it started, where leases are on", () => {
    expect(() => new Electing(OPTIONS).check(asked(30, false))).not.toThrow();
    expect(() => new Electing({ ...OPTIONS, leaseUs: 0 }).check(asked(30, false))).toThrow("n2 would be voted for");
  });
});

describe("a leader that checks its quorum", () => {
  const lawOf = (configuration: ReturnType<typeof leaderView>["configuration"], ...ids: number[]) => {
    const law = new Abdicating({ ...OPTIONS, checkQuorum: true });
    const peers = ids.map((id) => peer(id));
    const output = { deadlineUs: 0 };
    const among = { was: leaderView({ configuration }), view: leaderView({ configuration }), peers, output };
    law.check(step({ ...among, was: leaderView({ role: "candidate" }) }));
    const hear = (nowUs: number, id: number, term = 1) =>
      law.check(step({ ...among, nowUs, input: appendResponse(id, { term }) }));
    const due = (nowUs: number, role: "leader" | "follower") => () =>
      law.fork().check(step({ ...among, nowUs, view: leaderView({ configuration, role }) }));
    return { hear, due };
  };
  const { configuration } = leaderView();

  test("steps down when the last election timeout brought nothing from a quorum, and not before", () => {
    const { due, hear } = lawOf(configuration, 2, 3);
    hear(1, 2);
    expect(due(100, "follower")).toThrow("it was heard by 1,2 within 100 microseconds, a quorum, and steps down");
    expect(due(100, "leader")).not.toThrow();
    expect(due(101, "leader")).toThrow("it was heard by none but 1 within 100 microseconds, and goes on to lead");
    expect(due(101, "follower")).not.toThrow();
    hear(90, 3, 0);
    expect(due(101, "leader")).toThrow("it was heard by none but 1");
  });

  test("needs a quorum of both halves", () => {
    const { due, hear } = lawOf({ ...configuration, outgoing: [1, 4, 5] }, 2, 3, 4, 5);
    hear(90, 2);
    expect(due(150, "leader")).toThrow("it was heard by none but 1,2");
    hear(95, 5);
    expect(due(150, "leader")).not.toThrow();
  });

  test("wants to be woken for that, and gives those who join as much time", () => {
    const law = new Abdicating({ ...OPTIONS, checkQuorum: true });
    const was = leaderView({ role: "candidate" });
    expect(() => law.fork().check(step({ was, output: { deadlineUs: 101 } }))).toThrow("is to be looked at by 100");
    law.check(step({ was, output: { deadlineUs: 100 }, peers: [peer(2)] }));
    law.check(step({ nowUs: 50, output: { deadlineUs: 100 } }));
    expect(() => law.fork().check(step({ nowUs: 149, output: { deadlineUs: 249 } }))).not.toThrow();
    expect(() => law.check(step({ nowUs: 150, output: { deadlineUs: 250 } }))).toThrow("it was heard by none but 1");
  });
});

test("storage is not asked again and again for what it is reading", () => {
  const law = new Fetching();
  const fetch = { fetches: [{ firstIndex: 3, lastIndex: 4, maxBytes: 9 }] };
  for (let time = 0; time < 4; time++) law.check(step({ output: fetch }));
  expect(() => law.fork().check(step({ output: fetch }))).toThrow("fetched 5 times at once");
  law.check(step({ input: { kind: "fetched", firstIndex: 3, entries: [] } }));
  expect(() => law.check(step({ output: fetch }))).not.toThrow();
});

describe("what is kept in memory", () => {
  const kept = (memory: Readonly<Record<number, number>>, changes = {}) => step({ view: leaderView(changes, memory) });
  const full = { 1: 3, 2: 3, 3: 3, 4: 1, 5: 2 };

  test("is not more than it may be, but for what is not safe", () => {
    expect(() => new Keeping(OPTIONS).check(kept(full))).toThrow("12 bytes of entries are in memory");
    expect(() => new Keeping(OPTIONS).check(kept(full, { commitIndex: 0 }))).not.toThrow();
  });

  test.each([
    ["too much", { 4: 1, 5: 2 }, /half of the room is free without the last one/],
    ["too little", { 2: 3, 3: 3, 4: 1, 5: 2 }, /more than half of the room is still full/],
    ["as it should", { 3: 1, 4: 1, 5: 2 }, undefined],
  ])("is made less by %s", (_, memory, says) => {
    const law = new Keeping(OPTIONS);
    law.check(kept({ 1: 3, 2: 3, 3: 1, 4: 1, 5: 2 }));
    const append = {
      kind: "append",
      number: 1,
      entries: [{ index: 5, term: 1, kind: "no-op", data: undefined, bytes: 2 }],
    };
    const check = () => law.check(step({ view: leaderView({}, memory), output: { writes: [append] } }));
    if (says === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(says);
  });

  test("is not made less while there is room, nor what is not safe", () => {
    const law = new Keeping(OPTIONS);
    law.check(kept({ 1: 3, 2: 3, 5: 2, 3: 1, 4: 1 }));
    expect(() => law.fork().check(kept({ 3: 1, 4: 1, 5: 2 }))).toThrow("though there was room for all");
    expect(() => law.check(kept({ 3: 1, 4: 1, 5: 2 }, { commitIndex: 1 }))).toThrow("only those up to 1 are safe");
  });
});

test("a leader wants to be woken for its next heartbeat, whatever else it waits for", () => {
  const law = new Beating(OPTIONS);
  law.check(step({ nowUs: 100, output: { messages: [appendRequest(2)], deadlineUs: 110 } }));
  const later = { nowUs: 105, input: { kind: "applied", index: 5 } } as const;
  expect(() => law.check(step({ ...later, output: { deadlineUs: 109 } }))).not.toThrow();
  expect(() => law.check(step({ ...later, output: { deadlineUs: 150 } }))).toThrow("the next heartbeat is due at 110");
});

test("a leader sends no heartbeat before it is due, but for reads, and for whom it leads anew", () => {
  const beat = (readRound = 0) => ({ messages: [appendRequest(2, { readRound })], deadlineUs: 110 });
  const law = new Beating(OPTIONS);
  law.check(step({ nowUs: 100, output: beat() }));
  expect(() => law.fork().check(step({ nowUs: 109, output: beat() }))).toThrow("the next is due at 110");
  expect(() => law.fork().check(step({ nowUs: 110, output: { ...beat(), deadlineUs: 120 } }))).not.toThrow();
  expect(() => law.fork().check(step({ nowUs: 109, output: beat(1) }))).not.toThrow();
  const alone = law.fork();
  alone.check(step({ nowUs: 105, hadPeers: [], output: { deadlineUs: 110 } }));
  expect(() => alone.check(step({ nowUs: 110, output: beat() }))).not.toThrow();
});

test("a leader commits what a quorum has as soon as it knows, unless it is of another term, or the quorum is another", () => {
  const law = new Committing();
  const hadPeers = [peer(2, 4), peer(3, 4)];
  const [was, late] = [leaderView({ commitIndex: 4 }), leaderView({ commitIndex: 4 })];
  const answer = { was, hadPeers, input: appendResponse(2), peers: [peer(2, 5), peer(3, 4)] };
  expect(() => law.check(step(answer))).not.toThrow();
  const tooLate = "a quorum has what is up to 5, and no more than 4 is committed";
  expect(() => law.check(step({ ...answer, view: late }))).toThrow(tooLate);
  const stored = { was: leaderView({ commitIndex: 4, durableIndex: 4 }), view: late, peers: answer.peers };
  expect(() => law.check(step(stored))).toThrow(tooLate);
  expect(() => law.check(step({ ...answer, view: leaderView({ commitIndex: 4, termAt: () => 0 }) }))).not.toThrow();
  const configuration = { ...late.configuration, voters: [1, 2] };
  expect(() => law.check(step({ ...answer, view: leaderView({ commitIndex: 4, configuration }) }))).not.toThrow();
  expect(() => law.check(step({ was, hadPeers: answer.peers, peers: answer.peers, view: late }))).not.toThrow();
});

test("who led before, then led nobody, and then somebody, counts its rounds from the first again", () => {
  const law = new Beating(OPTIONS);
  const request = (readRound: number) => ({ messages: [appendRequest(2, { readRound })], deadlineUs: 110 });
  law.check(step({ nowUs: 100, output: request(9) }));
  law.check(step({ nowUs: 200, was: leaderView({ role: "follower" }), peers: [], output: { deadlineUs: 999 } }));
  law.check(step({ nowUs: 210, output: { messages: [appendRequest(2)], deadlineUs: 220 } }));
  const read = { kind: "read", reads: [] } as const;
  const begun = { ...request(1), deadlineUs: 225 };
  expect(() => law.check(step({ nowUs: 215, input: read, output: begun }))).not.toThrow();
});

describe("a lease", () => {
  const heartbeat = (readRound: number) => ({ messages: [appendRequest(2, { readRound })] });

  test("is renewed by every heartbeat", () => {
    const law = new Leasing(OPTIONS);
    law.check(step({ output: heartbeat(1) }));
    expect(() => law.fork().check(step({ output: heartbeat(2) }))).not.toThrow();
    expect(() => law.check(step({ output: heartbeat(1) }))).toThrow("begins no round");
  });

  test("counts an answer before a joint configuration is left that it commits", () => {
    const law = new Leasing(OPTIONS);
    const peers = [2, 3, 4].map((id) => peer(id));
    const joint = { ...leaderView().configuration, voters: [1, 2, 4], outgoing: [1, 2, 3, 4] };
    const left = { ...joint, outgoing: [] };
    law.check(step({ nowUs: 7, output: heartbeat(1), peers }));
    const answer = { nowUs: 20, input: appendResponse(2, { readRound: 1 }), peers };
    const was = (configuration: typeof joint) =>
      step({ ...answer, was: leaderView({ configuration }), view: leaderView({ configuration: left }) });
    expect(() => law.fork().check(was(joint))).not.toThrow();
    expect(() => law.fork().check(was(left))).toThrow("the lease ends at 0, not at 57");
  });

  test("counts from the beginning of what a quorum has answered", () => {
    const law = new Leasing(OPTIONS);
    law.check(step({ nowUs: 7, output: heartbeat(1) }));
    const answer = { nowUs: 20, input: appendResponse(2, { readRound: 1 }) };
    expect(() => law.fork().check(step({ ...answer, view: leaderView({ leaseEndUs: 57 }) }))).not.toThrow();
    expect(() => law.fork().check(step(answer))).toThrow("the lease ends at 0, not at 57");
    law.check(
      step({
        nowUs: 8,
        output: { messages: [{ kind: "timeout-now", from: 1, to: 3, term: 1 }] } as object,
        input: { kind: "applied", index: 5 },
      }),
    );
    expect(() => law.check(step(answer))).not.toThrow();
  });
});

test("who is left out hears of it in one message, from where it is known to match", () => {
  const law = new Leaving();
  const left = {
    was: leaderView({ isConfigurationCommitted: false }),
    hadPeers: [peer(2), peer(3), peer(4, 3)],
    view: leaderView({}, { 4: 1, 5: 1 }),
  };
  const entries = [
    { index: 4, term: 1 },
    { index: 5, term: 1 },
  ];
  const told = { messages: [appendRequest(4, { prevLogIndex: 3, entries })] };
  expect(() => law.check(step(left))).toThrow("n4 is left out by what is committed now");
  expect(() => law.check(step({ ...left, output: told }))).not.toThrow();
});

describe("a follower", () => {
  test("is not asked anew because of a refusal that comes late, but may be sent a snapshot by the same step", () => {
    const input = appendResponse(2, { accepted: false, matchIndex: 0, refusedIndex: 4, hintIndex: 2, hintTerm: 1 });
    const turned = (mode: "probe" | "snapshot") =>
      step({ input, hadPeers: [peer(2), peer(3)], peers: [{ ...peer(2), mode }, peer(3)] });
    expect(() => new Progressing().check(turned("snapshot"))).not.toThrow();
    expect(() => new Progressing().check(turned("probe"))).toThrow("n2 refused 4, which it has");
  });

  test("is not asked anew because of what it said of a snapshot before", () => {
    const input = {
      ...appendResponse(2),
      message: { kind: "snapshot-response", from: 2, term: 1, index: 3, matchIndex: 3 },
    };
    const change = { input: input as never, hadPeers: [peer(2), peer(3)] };
    expect(() => new Progressing().check(step({ ...change, peers: [peer(2), peer(3)] }))).not.toThrow();
    const asked = [{ ...peer(2), mode: "probe" as const }, peer(3)];
    expect(() => new Progressing().check(step({ ...change, peers: asked }))).toThrow("n2 is asked anew");
  });

  test("is sent a snapshot if it lacks what the log has no more", () => {
    const law = new Progressing();
    const view = leaderView({ baseIndex: 4 });
    const refusal = appendResponse(2, { accepted: false, refusedIndex: 5, hintIndex: 1, hintTerm: 1, matchIndex: 0 });
    const refused = (now: object, matchIndex = 0) =>
      step({
        was: view,
        view,
        input: refusal,
        hadPeers: [peer(2, matchIndex)],
        peers: [{ ...peer(2, matchIndex), ...now }],
      });
    expect(() => law.check(refused({ mode: "snapshot" }))).not.toThrow();
    expect(() => law.check(refused({ mode: "probe", nextIndex: 5 }))).toThrow("and is sent no snapshot");
    expect(() => law.check(refused({ mode: "probe", nextIndex: 5 }, 4))).not.toThrow();
  });

  test("says nothing now by what it answered in another term", () => {
    const input = appendResponse(2, { term: 0 });
    const check = (matchIndex: number) => () =>
      new Progressing().check(step({ input, hadPeers: [peer(2, 3), peer(3)], peers: [peer(2, matchIndex), peer(3)] }));
    expect(check(3)).not.toThrow();
    expect(check(5)).toThrow("what n2 answered in another term is taken for an answer now");
  });

  test("is read the next piece by its answer to the last one, and by no other", () => {
    const law = new Streaming();
    const streamed = [{ ...peer(2, 0), mode: "snapshot" as const }, peer(3)];
    const piece = { peer: 2, index: 4, offset: 10, maxBytes: 10 };
    law.check(step({ peers: streamed, output: { snapshotReads: [piece] } }));
    const answered = (answeredOffset: number, status = "resume") => {
      const header = { kind: "snapshot-response", from: 2, to: 1, term: 1, index: 4, matchIndex: 0 };
      const message = { ...header, status, answeredOffset, offset: answeredOffset + 10 };
      const input = { kind: "message", message } as unknown as Step["input"];
      const output = { snapshotReads: [{ ...piece, offset: answeredOffset + 10 }] };
      return step({ hadPeers: streamed, peers: streamed, input, output });
    };
    expect(() => law.fork().check(answered(10))).not.toThrow();
    expect(() => law.fork().check(answered(0, "installed"))).not.toThrow();
    expect(() => law.check(answered(0))).toThrow("n2 waits for what follows 10, and spoke of 0");
  });

  test("is sent each piece of a snapshot once for each time that it was read", () => {
    const law = new Streaming();
    const peers = [{ ...peer(2), mode: "snapshot" as const }, peer(3)];
    law.check(step({ peers, output: { snapshotReads: [{ peer: 2, index: 4, offset: 0, maxBytes: 9 }] } }));
    const piece = {
      messages: [{ kind: "snapshot-request", from: 1, to: 2, term: 1, snapshot: { index: 4 }, offset: 0 }],
    };
    law.check(step({ peers, output: piece }));
    expect(() => law.check(step({ peers, output: piece }))).toThrow("and was not read for it");
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRegistration, createRequest } from "../../../src/machine/request.ts";
import type { Answer } from "../../../src/machine/session-machine.ts";
import { DEFAULT_SESSION_LIMITS, type SessionLimits } from "../../../src/machine/session-table.ts";
import { type StampedRequest, stampRequest } from "../../../src/machine/stamped-request.ts";
import { anyLimits, anyLog, entriesOf, play, playOn } from "./session-log.ts";

const ROOMY: SessionLimits = { maxSessions: 100, maxReplies: 100, expiryUs: 1_000_000 };

const register = (atUs = 0): StampedRequest => stampRequest(createRegistration(1, 1), atUs);
const ask = (session: number, sequence: number, atUs = 0, client = 1): StampedRequest =>
  stampRequest(createRequest(client, session, sequence, `${session}.${sequence}`), atUs);

const outcomes = (answers: readonly Answer[]) => answers.map(({ outcome, index }) => `${outcome} ${index}`);
const answersOf = (limits: Partial<SessionLimits>, ...entries: StampedRequest[]) =>
  outcomes(play(entries, { ...ROOMY, ...limits }).answers);

describe("whatever stands in the log", () => {
  test("no command is carried out twice", () => {
    fc.assert(
      fc.property(anyLog, anyLimits, (steps, limits) => {
        const { carriedOut } = play(entriesOf(steps), limits).tally;
        expect(new Set(carriedOut).size).toBe(carriedOut.length);
      }),
    );
  });

  test("each command of a session that lasts is carried out once, and every copy gets the first one's answer", () => {
    fc.assert(
      fc.property(anyLog, (steps) => {
        const entries = entriesOf(steps);
        const { answers } = play(entries, ROOMY);
        const first = new Map<string, Answer>();
        entries.forEach(({ asked }, place) => {
          const answer = answers[place]!;
          if (asked.kind === "registration") expect(answer).toEqual({ outcome: "registered", index: place + 1 });
          else if (asked.session === 999) expect(answer.outcome).toBe("session-expired");
          else {
            const name = String(asked.command);
            const expected = first.get(name) ?? { outcome: "applied", index: place + 1, result: first.size + 1 };
            first.set(name, expected);
            expect(answer).toEqual(expected);
          }
        });
      }),
    );
  });

  test("what a copy is told, with sessions and replies that get lost, is the first answer or that the session is over", () => {
    fc.assert(
      fc.property(anyLog, anyLimits, (steps, limits) => {
        const entries = entriesOf(steps);
        const { answers } = play(entries, limits);
        const first = new Map<unknown, Answer>();
        entries.forEach(({ asked }, place) => {
          const answer = answers[place]!;
          if (asked.kind === "registration" || answer.outcome === "session-expired") return;
          const known = first.get(asked.command);
          if (known === undefined) first.set(asked.command, answer);
          expect(answer).toEqual(known ?? { outcome: "applied", index: place + 1, result: first.size });
        });
      }),
    );
  });

  test("two copies that are fed the same log agree at every entry, also when one is a fork of the other", () => {
    fc.assert(
      fc.property(anyLog, anyLimits, fc.nat(), (steps, limits, at) => {
        const entries = entriesOf(steps);
        const whole = play(entries, limits);
        const middle = at % (entries.length + 1);
        const early = play(entries.slice(0, middle), limits);
        const hashBefore = early.machine.stateHash;
        const fork = early.machine.fork();
        const late = playOn(fork, entries.slice(middle), middle + 1);
        expect([...early.answers, ...late.answers]).toEqual(whole.answers);
        expect([...early.hashes, ...late.hashes]).toEqual(whole.hashes);
        expect(fork.sessionCounts).toEqual(whole.machine.sessionCounts);
        expect(early.machine.stateHash).toBe(hashBefore);
      }),
    );
  });

  test("log time is the highest stamp so far: stamps that are behind it change nothing", () => {
    fc.assert(
      fc.property(anyLog, anyLimits, (steps, limits) => {
        let highest = 0;
        const raised = steps.map((step) => {
          highest = Math.max(highest, step.atUs);
          return { ...step, atUs: highest };
        });
        const { answers, hashes } = play(entriesOf(steps), limits);
        expect(play(entriesOf(raised), limits)).toMatchObject({ answers, hashes });
      }),
    );
  });
});

test("a number that stands for another command is told of, and carries nothing out", () => {
  const other = stampRequest(createRequest(1, 1, 1, "another command"), 0);
  const { answers, tally } = play([register(), ask(1, 1), other, ask(1, 1)], ROOMY);
  expect(outcomes(answers).slice(1)).toEqual(["applied 2", "sequence-reused 0", "applied 2"]);
  expect(tally.carriedOut).toHaveLength(1);
});

test("nobody is told what the session of another remembers, and nobody is carried out in it", () => {
  const entries = [register(), ask(1, 1), ask(1, 1, 0, 2), ask(1, 2, 0, 2), ask(1, 1)];
  const { answers, tally } = play(entries, ROOMY);
  expect(outcomes(answers).slice(1)).toEqual(["applied 2", "session-expired 0", "session-expired 0", "applied 2"]);
  expect(tally.carriedOut).toHaveLength(1);
});

describe("expiry", () => {
  test("comes when a session was not used for longer than its time, by the stamps of any client's entries", () => {
    const limits = { expiryUs: 10 };
    expect(answersOf(limits, register(5), ask(1, 1, 15), ask(1, 2, 25))).toEqual([
      "registered 1",
      "applied 2",
      "applied 3",
    ]);
    expect(answersOf(limits, register(5), ask(1, 1, 15), ask(1, 2, 26)).at(-1)).toBe("session-expired 0");
    expect(answersOf(limits, register(5), register(16), ask(1, 1, 16)).at(-1)).toBe("session-expired 0");
  });

  test("is put off by a retry too", () => {
    expect(answersOf({ expiryUs: 10 }, register(), ask(1, 1), ask(1, 1, 10), ask(1, 2, 20)).at(-1)).toBe("applied 4");
  });

  test("is not put off by what is asked of another session", () => {
    const entries = [register(), register(), ask(1, 1, 8), ask(2, 1, 15), ask(1, 2, 18), ask(2, 2, 26)];
    const { answers, machine } = play(entries, { ...ROOMY, expiryUs: 10 });
    expect(outcomes(answers).slice(2)).toEqual(["applied 3", "session-expired 0", "applied 5", "session-expired 0"]);
    expect(machine.sessionCounts).toEqual({ registered: 2, expired: 1, crowdedOut: 0 });
  });

  test("is for good", () => {
    expect(answersOf({ expiryUs: 10 }, register(), ask(1, 1, 11), register(11), ask(1, 1, 5)).at(-1)).toBe(
      "session-expired 0",
    );
  });
});

describe("bounds", () => {
  test("one session too many, and the one used least recently goes, whatever the order of registration", () => {
    const entries = [register(), register(), ask(1, 1), register(), ask(2, 1), ask(1, 2), ask(4, 1)];
    const { answers, machine } = play(entries, { ...ROOMY, maxSessions: 2 });
    expect(outcomes(answers).slice(4)).toEqual(["session-expired 0", "applied 6", "applied 7"]);
    expect(machine.sessionCounts).toEqual({ registered: 3, expired: 0, crowdedOut: 1 });
  });

  test("replies of too many bytes, and sessions go, that used least recently first, but never the one in use", () => {
    // Each answer is a number, and counts for 8 bytes.
    const entries = [register(), register(), register(), ask(1, 1), ask(2, 1), ask(3, 1), ask(2, 2), ask(1, 1)];
    const { answers, machine } = play(entries, { ...ROOMY, maxBytes: 24 });
    expect(outcomes(answers).slice(6)).toEqual(["applied 7", "session-expired 0"]);
    expect(machine.sessionCounts).toEqual({ registered: 3, expired: 0, crowdedOut: 1 });
    const alone = [register(), register(), ask(1, 1), ask(1, 2), ask(1, 3), ask(1, 1), ask(2, 1)];
    expect(answersOf({ maxBytes: 1 }, ...alone).slice(2)).toEqual([
      "applied 3",
      "applied 4",
      "applied 5",
      "applied 3",
      "session-expired 0",
    ]);
  });

  test("one reply too many, and that to the lowest sequence goes: its command is never carried out again", () => {
    const entries = [register(), ask(1, 1), ask(1, 3), ask(1, 2), ask(1, 1), ask(1, 3), ask(1, 2)];
    expect(answersOf({ maxReplies: 2 }, ...entries).slice(1)).toEqual([
      "applied 2",
      "applied 3",
      "applied 4",
      "session-expired 0",
      "applied 3",
      "applied 4",
    ]);
  });

  test("a command that comes late is carried out as long as it cannot have been", () => {
    const entries = [register(), ask(1, 5), ask(1, 4), ask(1, 4), ask(1, 5)];
    expect(answersOf({ maxReplies: 1 }, ...entries).slice(1)).toEqual([
      "applied 2",
      "applied 3",
      "session-expired 0",
      "applied 2",
    ]);
  });

  test("are 1,000 sessions, 10 replies and a minute unless said otherwise", () => {
    expect(DEFAULT_SESSION_LIMITS).toEqual({ maxSessions: 1_000, maxReplies: 10, expiryUs: 60_000_000 });
  });
});

describe("the state hash", () => {
  const hashOf = (...entries: StampedRequest[]) => play(entries, ROOMY).machine.stateHash;

  test("is the machine's own at first", () => {
    expect(hashOf()).toBe(0);
  });

  test("covers every session: its replies, when it was used, and log time", () => {
    const hashes = [
      hashOf(register()),
      hashOf(register(1)),
      hashOf(register(2 ** 32)),
      hashOf(register(), register()),
      hashOf(stampRequest(createRegistration(2, 1), 0)),
      hashOf(register(), ask(1, 1)),
      hashOf(register(), ask(1, 2)),
      hashOf(register(), ask(1, 1, 1)),
      hashOf(register(), ask(1, 1), ask(1, 1)),
      hashOf(register(), ask(1, 1), ask(1, 2)),
      hashOf(register(), ask(1, 2), ask(1, 1)),
      hashOf(register(), ask(1, 1), ask(9, 1)),
      hashOf(register(), ask(1, 1), ask(9, 1, 1)),
    ];
    // An entry of no session that brings no time changes nothing.
    expect(hashes[11]).toBe(hashes[5]);
    expect(new Set(hashes).size).toBe(hashes.length - 1);
  });

  test("covers what a session has forgotten", () => {
    const machineOf = (...entries: StampedRequest[]) => play(entries, { ...ROOMY, maxReplies: 1 }).machine;
    const [one, other] = [machineOf(register(), ask(1, 1), ask(1, 3)), machineOf(register(), ask(1, 2), ask(1, 3))];
    expect(one.stateHash).not.toBe(other.stateHash);
  });
});

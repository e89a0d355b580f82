import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_IDEMPOTENCY_LIMITS, type IdempotencyLimits } from "../../../src/machine/idempotency-table.ts";
import { KeyValueMachine } from "../../../src/machine/key-value.ts";
import { type Asked, createOneShot, createRegistration, createRequest } from "../../../src/machine/request.ts";
import { type Answer, SessionMachine } from "../../../src/machine/session-machine.ts";
import { DEFAULT_SESSION_LIMITS } from "../../../src/machine/session-table.ts";
import { type StampedRequest, stampRequest } from "../../../src/machine/stamped-request.ts";
import { playOn, Tally } from "./session-log.ts";

const once = (command: unknown, key?: string, atUs = 0): StampedRequest<Asked> =>
  stampRequest(createOneShot(command, key), atUs);

function play(entries: readonly StampedRequest<Asked>[], limits: Partial<IdempotencyLimits> = {}) {
  const tally = new Tally();
  const keys = { ...DEFAULT_IDEMPOTENCY_LIMITS, ...limits };
  const machine = SessionMachine.create(tally, DEFAULT_SESSION_LIMITS, keys);
  return { machine, tally, ...playOn(machine, entries, 1) };
}

const outcomes = (answers: readonly Answer[]) => answers.map(({ outcome, index }) => `${outcome} ${index}`);

/** Few commands under few keys, at any time, again and again. */
const anyKeyed = fc.record({
  key: fc.constantFrom("", "a", "b", "c", "d"),
  command: fc.nat(2),
  atUs: fc.nat(60),
});
const anyEntries = fc
  .array(anyKeyed, { maxLength: 60, size: "max" })
  .map((steps) => steps.map(({ key, command, atUs }) => once([key, command], key, atUs)));
const anyLimits: fc.Arbitrary<IdempotencyLimits> = fc.record({
  maxKeys: fc.integer({ min: 1, max: 4 }),
  maxBytes: fc.integer({ min: 1, max: 40 }),
  expiryUs: fc.integer({ min: 1, max: 70 }),
});

describe("a command without a session", () => {
  test("is carried out as often as it stands in the log, if it has no key", () => {
    const { answers, tally } = play([once("add"), once("add"), once("other")]);
    expect(answers.map(({ index, result }) => [index, result])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(tally.carriedOut).toEqual(["add", "add", "other"]);
  });

  test("leaves nothing behind, if it has no key", () => {
    expect(play([once("add"), once("add")]).machine.stateHash).toBe(2);
  });

  test("with a key is carried out once, in whatever order and however often copies come", () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const { answers, tally } = play(entries);
        const first = new Map<string, { readonly command: unknown; readonly answer: Answer }>();
        entries.forEach(({ asked }, place) => {
          if (asked.kind !== "one-shot") throw new Error(`There is a ${asked.kind}.`);
          const { command, idempotencyKey } = asked;
          const answer = answers[place]!;
          const known = first.get(idempotencyKey!);
          if (known === undefined) {
            expect(answer).toEqual({ outcome: "applied", index: place + 1, result: first.size + 1 });
            first.set(idempotencyKey!, { command, answer });
          } else if (String(known.command) === String(command)) expect(answer).toEqual(known.answer);
          else expect(answer).toEqual({ outcome: "idempotency-key-reused", index: 0 });
        });
        expect(tally.carriedOut).toHaveLength(first.size);
      }),
    );
  });

  test("is refused under a key that another bears, and the first is still remembered", () => {
    const { answers, tally } = play([once("add", "k"), once("other", "k"), once("add", "k")]);
    expect(outcomes(answers)).toEqual(["applied 1", "idempotency-key-reused 0", "applied 1"]);
    expect(tally.carriedOut).toEqual(["add"]);
  });

  test("has nothing to do with sessions, nor they with it", () => {
    const entries: StampedRequest<Asked>[] = [
      stampRequest(createRegistration(1, 1), 0),
      once("add", "k"),
      stampRequest(createRequest(1, 1, 1, "asked"), 0),
      once("add", "k"),
      stampRequest(createRequest(1, 1, 1, "asked"), 0),
    ];
    expect(outcomes(play(entries).answers)).toEqual([
      "registered 1",
      "applied 2",
      "applied 3",
      "applied 2",
      "applied 3",
    ]);
  });
});

describe("keys are forgotten", () => {
  test("when their command was carried out too long ago, used again or not", () => {
    const { answers } = play(
      [once("add", "k", 5), once("add", "k", 15), once("any", "other", 16), once("add", "k", 16)],
      { expiryUs: 10 },
    );
    expect(outcomes(answers)).toEqual(["applied 1", "applied 1", "applied 3", "applied 4"]);
  });

  test("by log time, which passes with every entry and never falls", () => {
    const { answers } = play([once("add", "k", 5), stampRequest(createRegistration(1, 1), 16), once("add", "k", 5)], {
      expiryUs: 10,
    });
    expect(outcomes(answers).at(-1)).toBe("applied 3");
  });

  test("the oldest first where there are too many", () => {
    const { answers } = play([once(1, "a"), once(2, "b"), once(1, "a"), once(3, "c"), once(2, "b"), once(1, "a")], {
      maxKeys: 2,
    });
    expect(outcomes(answers)).toEqual(["applied 1", "applied 2", "applied 1", "applied 4", "applied 2", "applied 6"]);
  });

  test("at the same entry by every replica, also by one that goes on from a copy", () => {
    fc.assert(
      fc.property(anyEntries, anyLimits, fc.nat(), (entries, limits, at) => {
        const whole = play(entries, limits);
        const middle = at % (entries.length + 1);
        const early = play(entries.slice(0, middle), limits);
        const hashBefore = early.machine.stateHash;
        const late = playOn(early.machine.fork(), entries.slice(middle), middle + 1);
        expect([...early.answers, ...late.answers]).toEqual(whole.answers);
        expect([...early.hashes, ...late.hashes]).toEqual(whole.hashes);
        expect(early.machine.stateHash).toBe(hashBefore);
        const original = playOn(early.machine, entries.slice(middle), middle + 1);
        expect([...early.hashes, ...original.hashes]).toEqual(whole.hashes);
      }),
    );
  });

  test("the oldest first where they and their results take too many bytes, but never the newest", () => {
    const put = (key: string, valueLength: number): StampedRequest<Asked> =>
      once({ kind: "put", key: "a", value: "x".repeat(valueLength) }, key);
    // The answer to each is what the one before it put.
    const a = put("a", 30);
    const d = put("d", 1);
    const entries = [a, put("b", 30), a, put("c", 200), d, d, put("e", 1), d, a];
    const machine = SessionMachine.create(new KeyValueMachine(), DEFAULT_SESSION_LIMITS, {
      ...DEFAULT_IDEMPOTENCY_LIMITS,
      maxBytes: 80,
    });
    const { answers } = playOn(machine, entries, 1);
    expect(outcomes(answers)).toEqual([
      "applied 1",
      "applied 2",
      "applied 1",
      "applied 4",
      "applied 5",
      "applied 5",
      "applied 7",
      "applied 8",
      "applied 9",
    ]);
  });

  test("100,000 at the most, of 64 MiB, and after an hour, unless said otherwise", () => {
    expect(DEFAULT_IDEMPOTENCY_LIMITS).toEqual({ maxKeys: 100_000, maxBytes: 67_108_864, expiryUs: 3_600_000_000 });
  });
});

test("the state hash covers the keys: names, commands, results, and when they were carried out", () => {
  const hashes = [
    [once("add", "k")],
    [once("add", "l")],
    [once("other", "k")],
    [once("add", "k", 1)],
    [once("add", "k"), once("add", "k")],
    [once("any"), once("add", "k")],
    [once("add", "k"), once("any")],
    [once("add", "k"), once("add", "l")],
    [once("add", "l"), once("add", "k")],
  ].map((entries) => play(entries).machine.stateHash);
  // A copy changes nothing.
  expect(hashes[4]).toBe(hashes[0]);
  expect(new Set(hashes).size).toBe(hashes.length - 1);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../../src/machine/command.ts";
import { DecodingError } from "../../../src/machine/decoding-error.ts";
import type { IdempotencyLimits } from "../../../src/machine/idempotency-table.ts";
import { KeyValueMachine } from "../../../src/machine/key-value.ts";
import { machineBytes, machineFrom } from "../../../src/machine/machine-bytes.ts";
import { type Asked, createOneShot, createRegistration, createRequest } from "../../../src/machine/request.ts";
import { SessionMachine } from "../../../src/machine/session-machine.ts";
import type { SessionLimits } from "../../../src/machine/session-table.ts";
import { type StampedRequest, stampRequest } from "../../../src/machine/stamped-request.ts";
import { anyCommand } from "./commands.ts";
import { anyLimits, playOn, Tally } from "./session-log.ts";

const anyKeyLimits: fc.Arbitrary<IdempotencyLimits> = fc.record({
  maxKeys: fc.integer({ min: 1, max: 4 }),
  maxBytes: fc.integer({ min: 1, max: 40 }),
  expiryUs: fc.integer({ min: 1, max: 70 }),
});

const ROOMY: SessionLimits = { maxSessions: 100, maxReplies: 100, expiryUs: 1_000_000 };
const ROOMY_KEYS: IdempotencyLimits = { maxKeys: 100, maxBytes: 100_000, expiryUs: 1_000_000 };

const anyStep = fc.record({
  kind: fc.constantFrom("register", "ask", "ask", "ask", "once", "once"),
  atUs: fc.nat(60),
  session: fc.nat(3),
  sequence: fc.integer({ min: 1, max: 6 }),
  key: fc.option(fc.constantFrom("", "a", "b", "c", "\ud800"), { nil: undefined }),
  command: anyCommand,
});

/** Any log in which clients with sessions and without ask for few things, again and again. */
const anyEntries: fc.Arbitrary<readonly StampedRequest<Asked>[]> = fc
  .array(anyStep, { maxLength: 60, size: "max" })
  .map((steps) => {
    const sessions: number[] = [];
    return steps.map(({ kind, atUs, session, sequence, key, command }, place): StampedRequest<Asked> => {
      if (kind === "once") return stampRequest(createOneShot(command, key), atUs);
      if (kind === "ask") return stampRequest(createRequest(1, sessions[session] ?? 999, sequence, command), atUs);
      sessions.push(place + 1);
      return stampRequest(createRegistration(1, 1), atUs);
    });
  });

function play(entries: readonly StampedRequest<Asked>[], limits: SessionLimits, keys: IdempotencyLimits) {
  const machine = SessionMachine.create(new KeyValueMachine(), limits, keys);
  return { machine, ...playOn(machine, entries, 1) };
}

function bytesOf(machine: SessionMachine): Uint8Array {
  return Uint8Array.from([...machineBytes(machine)].flatMap((piece) => [...piece]));
}

function cut(bytes: Uint8Array, pieceBytes: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.slice(at, at + pieceBytes));
  return pieces;
}

/** A machine that has sessions, replies, keys and values. */
function example(): SessionMachine {
  const put: Command = { kind: "put", key: "a", value: "x" };
  const entries: StampedRequest<Asked>[] = [
    stampRequest(createRegistration(1, 1), 10),
    stampRequest(createRegistration(2, 1), 20),
    stampRequest(createRequest(1, 1, 1, put), 30),
    stampRequest(createRequest(1, 1, 2, { kind: "append", key: "a", value: "y" }), 40),
    stampRequest(createOneShot({ kind: "put", key: "b", value: "é" }, "K"), 50),
    stampRequest(createOneShot({ kind: "delete", key: "b" }, "L"), 50),
  ];
  return play(entries, ROOMY, ROOMY_KEYS).machine;
}

describe("a machine from bytes", () => {
  test("goes on as the one that was written down: same answers, same hashes, same bytes", () => {
    fc.assert(
      fc.property(anyEntries, anyLimits, anyKeyLimits, fc.nat(), fc.integer({ min: 1, max: 90 }), (...any) => {
        const [entries, limits, keys, at, pieceBytes] = any;
        const whole = play(entries, limits, keys);
        const middle = at % (entries.length + 1);
        const early = play(entries.slice(0, middle), limits, keys);
        const bytes = bytesOf(early.machine);
        const restored = machineFrom(cut(bytes, pieceBytes), limits, keys);
        expect(restored.stateHash).toBe(early.machine.stateHash);
        expect(bytesOf(restored)).toEqual(bytes);
        const late = playOn(restored, entries.slice(middle), middle + 1);
        expect([...early.answers, ...late.answers]).toEqual(whole.answers);
        expect([...early.hashes, ...late.hashes]).toEqual(whole.hashes);
        expect(restored.sessionCounts).toEqual(whole.machine.sessionCounts);
        expect(restored.logTimeUs).toBe(whole.machine.logTimeUs);
        expect(bytesOf(restored)).toEqual(bytesOf(whole.machine));
      }),
      { numRuns: 300 },
    );
  });

  test("lets sessions expire when they would have without", () => {
    const limits = { ...ROOMY, expiryUs: 10 };
    const { machine } = play(
      [stampRequest(createRegistration(1, 1), 5), stampRequest(createOneShot({ kind: "get", key: "a" }), 14)],
      limits,
      ROOMY_KEYS,
    );
    const restored = machineFrom(machineBytes(machine), limits, ROOMY_KEYS);
    const late = stampRequest(createRequest(1, 1, 1, { kind: "get", key: "a" }), 16);
    expect(restored.apply(late, 3).outcome).toBe("session-expired");
  });

  test("has the bytes of its state, whatever the path that led there", () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
        const bytesAfter = (path: readonly Command[]) => {
          const entries = path.map((command) => stampRequest(createOneShot(command), 0));
          return bytesOf(play(entries, ROOMY, ROOMY_KEYS).machine);
        };
        const state = new KeyValueMachine();
        for (const command of commands) state.apply(command);
        const values = ["a", "b", "c", ""].map((key) => [key, state.query({ kind: "get", key }).previous] as const);
        const shortest = values.flatMap(([key, value]): Command[] =>
          value === undefined ? [] : [{ kind: "put", key, value }],
        );
        expect(bytesAfter(commands)).toEqual(bytesAfter(shortest));
      }),
    );
  });

  test("keeps its bytes from version to version: snapshots on disks are read with them", () => {
    expect(Buffer.from(bytesOf(example())).toString("hex")).toMatchInlineSnapshot(
      `"01dc1358dc3202000002010104280002015ef10f560318025c24b64d041a027802020214000002024bc0513693cb507bfd053218024c4231a6cde77a8e9b06321a04c3a901010261047879"`,
    );
  });

  test("of any kind that can be written down is one of that kind", () => {
    class Counter extends Tally {
      stateBytes(): Iterable<Uint8Array> {
        return [Uint8Array.of(this.carriedOut.length)];
      }
      restoreState(pieces: Iterable<Uint8Array>): void {
        for (const piece of pieces)
          for (const count of piece) this.carriedOut.push(...new Array(count).fill("restored"));
      }
      override fork(): Counter {
        return new Counter([...this.carriedOut]);
      }
    }
    const machine = SessionMachine.create(new Counter(), ROOMY);
    machine.apply(stampRequest(createOneShot("add"), 1), 1);
    const restored = machineFrom(machineBytes(machine), ROOMY, ROOMY_KEYS, new Counter());
    expect(restored.apply(stampRequest(createOneShot("add"), 1), 2).result).toBe(2);
  });

  test("of a kind that cannot be written down is refused", () => {
    const machine = SessionMachine.create(new Tally(), ROOMY);
    expect(() => [...machineBytes(machine)]).toThrow("it has no stateBytes");
    expect(() => machineFrom([bytesOf(example())], ROOMY, ROOMY_KEYS, new Tally())).toThrow("it has no restoreState");
  });
});

describe("the bytes of a machine", () => {
  const large = (): SessionMachine => {
    const machine = SessionMachine.create(new KeyValueMachine(), ROOMY);
    for (let number = 1; number <= 2_000; number++) {
      const value = `${number}`.repeat(number === 1_000 ? 50_000 : 20);
      machine.apply(stampRequest(createOneShot({ kind: "put", key: `key ${number}`, value }), 0), number);
    }
    return machine;
  };

  test("come in pieces of at most 64 KiB, however large a value is", () => {
    const pieces = [...machineBytes(large())];
    expect(pieces.length).toBeGreaterThan(5);
    expect(Math.max(...pieces.map(({ length }) => length))).toBe(65_536);
    expect(machineFrom(pieces, ROOMY).stateHash).toBe(large().stateHash);
  });

  test("are those of the moment at which they were asked for, whatever is applied while they are made", () => {
    const machine = large();
    const { stateHash } = machine;
    const pieces: Uint8Array[] = [];
    let index = 3_000;
    for (const piece of machineBytes(machine)) {
      pieces.push(piece);
      for (let number = 1; number <= 50; number++, index++) {
        const command: Command = { kind: number % 2 === 0 ? "delete" : "get", key: `key ${index - 2_999}` };
        machine.apply(stampRequest(createOneShot(command, `${index}`), 0), index);
        machine.apply(stampRequest(createOneShot({ kind: "put", key: `new ${index}`, value: "x" }), 0), index);
      }
    }
    expect(machine.stateHash).not.toBe(stateHash);
    expect(machineFrom(pieces, ROOMY).stateHash).toBe(stateHash);
  });

  test("hold no key that is remembered while they are made, nor miss one that is forgotten", () => {
    const once = (number: number) => stampRequest(createOneShot({ kind: "get", key: "a" }, `key ${number}`), 0);
    const keys = { ...ROOMY_KEYS, maxKeys: 8 };
    const numbers = Array.from({ length: 20 }, (_, number) => number);
    const { machine } = play(numbers.slice(0, 10).map(once), ROOMY, keys);
    const { stateHash } = machine;
    const first = machineBytes(machine);
    playOn(machine, numbers.slice(10, 12).map(once), 11);
    const second = machineBytes(machine);
    playOn(machine, numbers.slice(12).map(once), 13);
    expect(machineFrom(first, ROOMY, keys).stateHash).toBe(stateHash);
    const restored = machineFrom(second, ROOMY, keys);
    // What is remembered is told from what is new: places 4 to 11 are, and nothing else.
    const { answers } = playOn(restored, numbers.slice(4, 12).map(once), 100);
    expect(answers.map(({ index }) => index)).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    expect(restored.apply(once(12), 200).index).toBe(200);
  });

  test("are made as they are asked for", () => {
    const machine = large();
    const before = machineBytes(machine)[Symbol.iterator]().next().value!;
    expect(before.length).toBeLessThan(65_536);
  });

  /** What came of it, if it came to nothing worse than the error that is promised. */
  function restored(bytes: Uint8Array, limits = ROOMY, keys = ROOMY_KEYS): SessionMachine | DecodingError {
    try {
      return machineFrom([bytes], limits, keys);
    } catch (error) {
      if (error instanceof DecodingError) return error;
      throw error;
    }
  }

  test("are refused with the place wherever they are cut off, and with anything behind them", () => {
    const bytes = bytesOf(example());
    for (let length = 0; length < bytes.length; length++) {
      expect(restored(bytes.subarray(0, length))).toMatchObject({ name: "DecodingError", offset: length });
    }
    expect(restored(Uint8Array.of(...bytes, 0))).toMatchObject({ name: "DecodingError", offset: bytes.length });
  });

  test("are refused wherever one of them is another", () => {
    const bytes = bytesOf(example());
    bytes.forEach((byte, at) => {
      for (const flip of [1, 2, 4, 8, 16, 32, 64, 128, 255]) {
        const damaged = bytes.slice();
        damaged[at] = byte ^ flip;
        expect(restored(damaged), `byte ${at}`).toBeInstanceOf(DecodingError);
      }
    });
  });

  test("are refused in one clear error, whatever they are", () => {
    const bytes = bytesOf(example());
    fc.assert(
      fc.property(fc.uint8Array(), fc.nat(bytes.length), (any, at) => {
        expect(restored(any)).toBeInstanceOf(DecodingError);
        const damaged = new Uint8Array([...bytes.subarray(0, at), ...any]);
        const found = restored(damaged);
        if (!(found instanceof DecodingError)) expect(bytesOf(found)).toEqual(damaged);
      }),
      { numRuns: 1_000 },
    );
  });

  test("are refused if a later version wrote them, be it the sessions or the machine within", () => {
    const bytes = bytesOf(example());
    bytes[0] = 9;
    expect(() => machineFrom([bytes], ROOMY)).toThrow(
      "at byte 0: this is version 9 of a machine with sessions, and only 1 is known here",
    );
    const inner = bytesOf(SessionMachine.create(new KeyValueMachine(), ROOMY));
    inner[11] = 9;
    expect(() => machineFrom([inner], ROOMY)).toThrow(
      "at byte 11: this is version 9 of the key-value machine, and only 1 is known here",
    );
  });

  test("are refused if sessions stand in another order", () => {
    const register = stampRequest(createRegistration(1, 1), 0);
    const bytes = bytesOf(play([register, register], ROOMY, ROOMY_KEYS).machine);
    const [head, first, second, rest] = [bytes.slice(0, 10), bytes.slice(10, 16), bytes.slice(16, 22), bytes.slice(22)];
    expect(() => machineFrom([head, second, first, rest], ROOMY)).toThrow("at byte 16: the sessions are not in order");
  });

  test("are refused if they hold more than the limits allow", () => {
    const bytes = bytesOf(example());
    expect(() => machineFrom([bytes], { ...ROOMY, maxSessions: 1 })).toThrow(
      "there are 2 sessions, and 1 is the limit",
    );
    expect(() => machineFrom([bytes], { ...ROOMY, maxReplies: 1 })).toThrow(
      "there are 2 replies of a session, and 1 is",
    );
    expect(() => machineFrom([bytes], { ...ROOMY, maxBytes: 3 })).toThrow(
      "the replies of the sessions take more than 3 bytes",
    );
    expect(() => machineFrom([bytes], ROOMY, { ...ROOMY_KEYS, maxKeys: 1 })).toThrow(
      "there are 2 idempotency keys, and",
    );
    expect(() => machineFrom([bytes], ROOMY, { ...ROOMY_KEYS, maxBytes: 9 })).toThrow(
      "the idempotency keys take more than 9 bytes",
    );
    expect(machineFrom([bytes], ROOMY, { ...ROOMY_KEYS, maxBytes: 10 }).stateHash).toBe(example().stateHash);
  });
});

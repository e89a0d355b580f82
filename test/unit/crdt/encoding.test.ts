import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_LOGICAL } from "../../../src/crdt/hybrid-time.ts";
import * as production from "../../../src/crdt/index.ts";
import {
  CRDT_NAMES,
  CrdtBytesError,
  CrdtLimitError,
  type CrdtName,
  type CrdtState,
  crdtType,
  decode,
  encode,
  MAX_COUNT,
  MAX_ENCODED_BYTES,
  MAX_REPLICA,
  MAX_TEXT_LENGTH,
} from "../../../src/crdt/index.ts";
import { MAX_ELEMENTS, MAX_TIME_US } from "../../../src/crdt/limits.ts";
import { replay } from "../../../src/fuzz/crdt/history.ts";
import { histories } from "../fuzz/crdt/histories.ts";

/** States that replicas come to, deltas and groups of them among them. */
function states(name: CrdtName): fc.Arbitrary<CrdtState> {
  return histories(name).map((history) => replay(production, name, history).sample.states[0].state);
}

/** Undefined if they are refused as they should be. */
function decoded(bytes: Uint8Array): ReturnType<typeof decode> | undefined {
  try {
    return decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(CrdtBytesError);
    const { offset, reason, message } = error as CrdtBytesError;
    expect(message).toBe(`byte ${offset}: ${reason}`);
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThanOrEqual(bytes.length);
    return undefined;
  }
}

describe.each(CRDT_NAMES)("%s", (name) => {
  const type = crdtType(name);

  test("comes back as it was", () => {
    fc.assert(
      fc.property(states(name), (state) => {
        const back = decode(encode(name, state));
        expect(back.name).toBe(name);
        expect(back.state).toEqual(state);
      }),
    );
  });

  test("equal states give equal bytes, and unequal ones others", () => {
    fc.assert(
      fc.property(states(name), states(name), (one, other) => {
        const areSame = type.isSame(one, other);
        expect(Buffer.compare(encode(name, one), encode(name, other)) === 0).toBe(areSame);
      }),
    );
  });

  test("bytes that were damaged are refused, or are the one way to write something else", () => {
    fc.assert(
      fc.property(states(name), fc.nat(), fc.integer({ min: 1, max: 255 }), (state, place, change) => {
        const bytes = encode(name, state);
        bytes[place % bytes.length]! ^= change;
        const back = decoded(bytes);
        if (back !== undefined) expect(encode(back.name, back.state)).toEqual(bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  test("bytes that end too early, or too late, are refused", () => {
    fc.assert(
      fc.property(states(name), fc.nat(), (state, place) => {
        const bytes = encode(name, state);
        expect(decoded(bytes.subarray(0, place % bytes.length))).toBeUndefined();
        expect(decoded(Uint8Array.of(...bytes, 0))).toBeUndefined();
      }),
    );
  });
});

test("bytes that mean nothing are refused, or written in the one way there is", () => {
  const some = fc.uint8Array({ maxLength: 40 });
  fc.assert(
    fc.property(fc.nat({ max: 5 }), some, (tag, rest) => {
      const bytes = Uint8Array.of(1, tag, ...rest);
      const back = decoded(bytes);
      if (back !== undefined) expect(encode(back.name, back.state)).toEqual(bytes);
    }),
    { numRuns: 5_000 },
  );
});

test.each<[string, readonly number[], number, RegExp]>([
  ["another version", [2, 0, 0], 0, /^the version is 1, not 2$/],
  ["a type that is not there", [1, 5], 1, /^there is no type 5$/],
  ["an early end", [1, 1, 1, 3], 4, /^the end comes too early$/],
  ["a late end", [1, 1, 0, 0], 3, /^something follows the value$/],
  ["a longer way to write a number", [1, 1, 0x80, 0], 2, /written longer than it has to be$/],
  ["a number without an end", [1, 1, ...Array(9).fill(0xff)], 2, /never ends$/],
  ["a replica beyond all", [1, 1, 1, 0x80, 0x08, 1], 3, /^a replica.* is from 0 to 1023, not 1024$/],
  ["a count of nothing", [1, 1, 1, 3, 0], 4, /^a count is from 1 to \d+, not 0$/],
  ["replicas out of order", [1, 1, 2, 3, 1, 3, 1], 5, /^a replica.* is from 4 to 1023, not 3$/],
  ["more counts than fit", [1, 1, 9, 1], 2, /^(the number of counts is from|9 counts do not fit)/],
  ["elements out of order", [1, 3, 2, 1, 98, 1, 97], 5, /^elements must ascend, each once$/],
  ["an element twice", [1, 3, 2, 1, 97, 1, 97], 5, /^elements must ascend, each once$/],
  ["a text that does not fit", [1, 3, 1, 7, 97], 3, /^a text of 7 units does not fit$/],
  ["a unit beyond all", [1, 3, 1, 1, 0x80, 0x80, 0x04], 4, /UTF-16 unit is from 0 to 65535/],
  ["a mark of no register", [1, 0, 2], 2, /^the mark of a register is from 0 to 1, not 2$/],
  ["a member of nobody", [1, 4, 0, 0, 1, 1, 97, 0], 5, /^a member was added by nobody$/],
  ["a member that nobody saw", [1, 4, 0, 0, 1, 1, 97, 1, 1, 1], 5, /^a member was added by what nobody saw$/],
  ["one addition of two members", [1, 4, 1, 1, 1, 0, 2, 1, 97, 1, 1, 1, 1, 98, 1, 1, 1], 12, /two members$/],
  ["a gap that is none", [1, 4, 1, 1, 1, 1, 1, 2, 0], 5, /has no gap before it$/],
  ["dots out of order", [1, 4, 0, 2, 2, 3, 1, 3, 0], 6, /^dots must ascend, each once$/],
])("%s is refused with its place", (_, bytes, offset, reason) => {
  const refused = (): unknown => decode(Uint8Array.from(bytes));
  expect(refused).toThrow(CrdtBytesError);
  try {
    refused();
  } catch (error) {
    expect((error as CrdtBytesError).reason).toMatch(reason);
    expect((error as CrdtBytesError).offset).toBe(offset);
  }
});

test.each([4_095, 4_096, 4_097, 5_000, 8_192, 10_000])("a text of %i units comes back as it was", (length) => {
  const text = Array.from({ length }, (_, at) => String.fromCharCode(32 + (at % 60_000))).join("");
  expect(decode(encode("gset", [text])).state).toEqual([text]);
});

describe("at the limit, what operations led to comes back as it was:", () => {
  const last = "\uffff".repeat(MAX_TEXT_LENGTH);
  /** As many long texts as a value takes, unlike in their first unit. */
  const long = Array.from({ length: 341 }, (_, at) => String.fromCharCode(0x8000 + at) + last.slice(1));
  const short = Array.from({ length: MAX_ELEMENTS }, (_, at) => String(at).padStart(6, "0"));
  const replicas = Array.from({ length: MAX_REPLICA + 1 }, (_, replica) => [replica, MAX_COUNT]).flat();
  const setOf = (elements: readonly string[]): CrdtState => ({
    members: elements.map((element, at) => ({ element, dots: [1, at + 1] })),
    seen: { upTo: [1, elements.length], beyond: [] },
  });
  const time = { timeUs: MAX_TIME_US, logical: MAX_LOGICAL, replica: MAX_REPLICA };

  test.each<[string, CrdtName, CrdtState]>([
    ["counts", "gcounter", replicas],
    ["counts of both kinds", "pncounter", { added: replicas, subtracted: replicas }],
    ["a write", "lww", { value: last, writtenAt: time }],
    ["many elements", "gset", short],
    ["many members", "orset", setOf(short)],
    ["seen operations", "orset", { members: [], seen: { upTo: replicas, beyond: [] } }],
    ["operations beyond a gap", "orset", { members: [], seen: { upTo: [], beyond: replicas } }],
  ])("%s", (_, name, state) => {
    expect(decode(encode(name, state)).state).toEqual(state);
  });

  test.each<[CrdtName, (elements: readonly string[]) => CrdtState]>([
    ["gset", (elements) => elements],
    ["orset", setOf],
  ])("bytes of %s, and an addition that could take more is refused", (name, of) => {
    const { delta, isSame, merge, value } = crdtType(name);
    const before = of(long.slice(0, -1));
    const full = merge(before, delta(before, 1, { kind: "add", element: long.at(-1)! }));
    const bytes = encode(name, full);
    expect(bytes.length).toBeGreaterThan(MAX_ENCODED_BYTES - 200_000);
    expect(isSame(decode(bytes).state, full)).toBe(true);
    expect(() => delta(full, 1, { kind: "add", element: last })).toThrow(/^a value takes at most \d+ bytes, and this/);
    expect(value(delta(full, 1, { kind: "add", element: "short" }))).toEqual(["short"]);
  });

  test("a replica's additions, and one more is refused", () => {
    const { delta } = crdtType("orset");
    const seen = { upTo: [1, MAX_COUNT - 1], beyond: [] };
    const added = delta({ members: [], seen }, 1, { kind: "add", element: "a" });
    expect(decode(encode("orset", added)).state).toEqual(added);
    for (const dots of [
      { upTo: [1, MAX_COUNT], beyond: [] },
      { upTo: [], beyond: [1, MAX_COUNT] },
    ]) {
      const refused = () => delta({ members: [], seen: dots }, 1, { kind: "add", element: "a" });
      expect(refused).toThrow(CrdtLimitError);
      expect(refused).toThrow(`a replica adds up to ${MAX_COUNT} times, and has done so`);
    }
  });
});

test("more bytes than a value may have are refused before they are read", () => {
  expect(() => decode(new Uint8Array(MAX_ENCODED_BYTES + 1))).toThrow(
    `byte ${MAX_ENCODED_BYTES}: a value has at most ${MAX_ENCODED_BYTES} bytes, not ${MAX_ENCODED_BYTES + 1}`,
  );
});

test("the bytes of a value are what they have always been", () => {
  const { delta, empty, merge } = crdtType("orset");
  const added = delta(empty, 7, { kind: "add", element: "é" });
  const both = merge(added, delta(added, 9, { kind: "add", element: "a" }));
  expect([...encode("orset", both)]).toEqual([1, 4, 2, 7, 1, 9, 1, 0, 2, 1, 97, 1, 9, 1, 1, 0xe9, 1, 1, 7, 1]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DecodingError } from "../../../src/machine/decoding-error.ts";
import { hashPlain, PlainDataError } from "../../../src/machine/plain-data.ts";
import { type Asked, createOneShot, createRegistration, createRequest } from "../../../src/machine/request.ts";
import { decodeStamped, encodeStamped } from "../../../src/machine/stamped-codec.ts";
import { type StampedRequest, stampRequest } from "../../../src/machine/stamped-request.ts";
import { anyPlain } from "./any-plain.ts";
import { anyCommand } from "./commands.ts";

/** Up to 2^53, short ones and long ones alike. */
const anyNumber = fc.oneof(fc.nat(300), fc.maxSafeNat());
/** Any UTF-16 units, lone surrogates among them. */
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0xd7f0, max: 0xe00f }), { maxLength: 70 }).map((units) => String.fromCharCode(...units)),
  fc.nat(200).map((length) => "€".repeat(length)),
);

const anyData = fc.oneof(
  anyCommand,
  anyPlain,
  anyText,
  fc.record({ kind: fc.constantFrom("put", "append", "get"), key: anyText, value: anyText }),
  fc.record({ previous: fc.option(anyText, { nil: undefined }), changed: fc.boolean() }),
  fc.dictionary(anyText, anyPlain, { maxKeys: 4 }),
  fc.dictionary(fc.constantFrom("kind", "key", "value", "expected", "__proto__"), fc.constantFrom("put", 1, undefined)),
);

const anyAsked: fc.Arbitrary<Asked> = fc.oneof(
  fc.tuple(anyNumber, anyNumber).map(([client, sequence]) => createRegistration(client, sequence)),
  fc
    .tuple(anyNumber, anyNumber, anyNumber, anyData)
    .map(([client, session, sequence, command]) => createRequest(client, session, sequence, command)),
  fc.tuple(anyData, fc.option(anyText, { nil: undefined })).map(([command, key]) => createOneShot(command, key)),
);

const anyStamped: fc.Arbitrary<StampedRequest<Asked>> = fc
  .tuple(anyAsked, anyNumber)
  .map(([asked, atUs]) => stampRequest(asked, atUs));

/** What came of decoding, if it came to nothing worse than the error that is promised. */
function decoded(bytes: Uint8Array): StampedRequest<Asked> | DecodingError {
  try {
    return decodeStamped(bytes);
  } catch (error) {
    if (error instanceof DecodingError) return error;
    throw error;
  }
}

const put = stampRequest(createRequest(1, 2, 3, { kind: "put", key: "key", value: "value" }), 1_700_000_000_000_000);

describe("what an entry carries", () => {
  test("comes back from its bytes as it was, frozen", () => {
    fc.assert(
      fc.property(anyStamped, (stamped) => {
        const back = decodeStamped(encodeStamped(stamped));
        expect(back).toEqual(stamped);
        if (back.asked.kind !== "registration") {
          expect(Object.isFrozen(back.asked.command)).toBe(true);
          expect(hashPlain(back.asked.command, 0)).toBe(hashPlain((stamped.asked as typeof back.asked).command, 0));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("has the same bytes whatever the order of the properties, those that are undefined, and the sign of zero", () => {
    const zero = createOneShot([0]);
    expect(encodeStamped(stampRequest(createOneShot([-0]), 5))).toEqual(encodeStamped(stampRequest(zero, 5)));
    const one = createOneShot({ a: 1, b: { x: 2, y: 3 }, kind: "mine" });
    const other = createOneShot({ kind: "mine", b: { y: 3, z: undefined, x: 2 }, absent: undefined, a: 1 });
    expect(encodeStamped(stampRequest(other, 5))).toEqual(encodeStamped(stampRequest(one, 5)));
  });

  test("is small: a put is little more than its key and its value", () => {
    expect(encodeStamped(put).length - "keyvalue".length).toBe(16);
  });

  test("keeps its bytes from version to version: logs on disks are read with them", () => {
    const bytesOf = (asked: Asked) => Buffer.from(encodeStamped(stampRequest(asked, 300))).toString("hex");
    expect(bytesOf(createRegistration(1, 200))).toBe("0100ac0201c801");
    expect(bytesOf(createRequest(1, 2, 3, { kind: "put", key: "k", value: "é" }))).toBe("0101ac0201030211026b04c3a9");
    expect(bytesOf(createOneShot({ kind: "get", key: "k" }))).toBe("0102ac0210026b");
    expect(bytesOf(createOneShot({ b: [null, true, -1, 0.5], a: "\ud800" }, "K"))).toBe(
      "0103ac02024b080202610605" + "00d8" + "0262070400020401" + "05000000000000e03f",
    );
  });

  test("that is no plain data has no bytes", () => {
    for (const command of [Number.NaN, [undefined], new Map(), () => 1]) {
      const asked = { kind: "one-shot", idempotencyKey: undefined, command } as const;
      expect(() => encodeStamped({ asked, atUs: 0, digest: 0 })).toThrow(PlainDataError);
    }
    expect(decodeStamped(encodeStamped(put))).toEqual(put);
  });
});

describe("bytes that are damaged", () => {
  test("are refused with the place, or mean something that has just these bytes", () => {
    const anyDamaged = fc.tuple(anyStamped, fc.nat(), fc.integer({ min: 1, max: 255 })).map(([stamped, at, flip]) => {
      const bytes = encodeStamped(stamped);
      bytes[at % bytes.length]! ^= flip;
      return bytes;
    });
    fc.assert(
      fc.property(fc.oneof(anyDamaged, fc.uint8Array(), fc.uint8Array().map(begun)), (bytes) => {
        const found = decoded(bytes);
        if (found instanceof DecodingError) expect(found.offset).toBeLessThanOrEqual(bytes.length);
        else expect(encodeStamped(found)).toEqual(bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  test("are refused wherever they are cut off, and with anything behind them", () => {
    fc.assert(
      fc.property(anyStamped, fc.nat(), (stamped, at) => {
        const bytes = encodeStamped(stamped);
        expect(decoded(bytes.subarray(0, at % bytes.length))).toBeInstanceOf(DecodingError);
        expect(decoded(Uint8Array.of(...bytes, 0))).toMatchObject({ offset: bytes.length });
      }),
    );
  });

  test("are refused if a later version wrote them", () => {
    const bytes = encodeStamped(put);
    bytes[0] = 2;
    expect(() => decodeStamped(bytes)).toThrow("at byte 0: this is version 2 of an entry, and only 1 is known here");
  });

  test("are refused in one clear error, however deep or long they pretend to be", () => {
    const deep = begun(new Uint8Array(200_000).map((_, place) => (place % 2 === 0 ? 7 : 1)));
    expect(() => decodeStamped(deep)).toThrow("at byte 205: data are nested more than 100 deep");
    const long = Uint8Array.of(1, 2, 0, 6, 255, 255, 255, 255, 255, 255, 255, 15);
    expect(() => decodeStamped(long)).toThrow("at byte 12: it ends before it should");
    const padded = Uint8Array.of(1, 2, 128, 0, 0);
    expect(() => decodeStamped(padded)).toThrow("at byte 2: an integer is longer than it needs to be");
    const endless = Uint8Array.of(1, 2, ...new Array<number>(2_000).fill(128));
    expect(() => decodeStamped(endless)).toThrow("at byte 2: an integer is too large");
  });
});

/** The beginning of a one-shot, so that arbitrary bytes get to be read as data. */
function begun(bytes: Uint8Array): Uint8Array {
  return new Uint8Array([1, 2, 0, ...bytes]);
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readParcel, writeParcel } from "../../../../../src/server/transport/grpc/parcel.ts";
import { fromProto, toProto } from "../../../../../src/server/transport/grpc/proto-message.ts";
import { RefusalError } from "../../../../../src/server/transport/refusal.ts";
import { arbitraryMessage, incredibleMessages } from "../messages.ts";

const sent = fc.record({ group: fc.integer({ min: 0, max: 2 ** 32 - 1 }), message: arbitraryMessage });

function decode(bytes: Buffer) {
  return readParcel(bytes).messages.map((proto) => ({ group: proto.group, message: fromProto(proto) }));
}

describe("messages of the .proto", () => {
  test("every message comes back as it was", () => {
    fc.assert(
      fc.property(sent, ({ group, message }) => {
        const bytes = writeParcel({ greeting: null, messages: [toProto(group, message)] });
        expect(decode(bytes)).toEqual([{ group, message }]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("parcels one behind the other are one parcel", () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 5 }), (all) => {
        const parcels = all.map(({ group, message }) =>
          writeParcel({ greeting: null, messages: [toProto(group, message)] }),
        );
        expect(decode(Buffer.concat(parcels))).toEqual(all);
      }),
      { numRuns: 300 },
    );
  });

  test("any bytes end in messages or a refusal", () => {
    fc.assert(
      fc.property(sent, fc.nat(), fc.nat(255), fc.nat(3), ({ group, message }, at, byte, cut) => {
        const bytes = writeParcel({ greeting: null, messages: [toProto(group, message)] });
        bytes[at % bytes.length] = byte;
        expectMessagesOrRefusal(bytes.subarray(0, bytes.length - cut));
      }),
      { numRuns: 3_000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => expectMessagesOrRefusal(Buffer.from(bytes))),
      { numRuns: 2_000 },
    );
  });

  test.each<[string, object, string]>([
    ["no body", { from: 1, to: 2 }, "unknown-kind"],
    ["no sender", { to: 2, timeoutNow: {} }, "malformed"],
    ["a term beyond the safe integers", { from: 1, to: 2, term: 2 ** 53, timeoutNow: {} }, "malformed"],
    ["an entry without content", { from: 1, to: 2, appendRequest: { entries: [{ term: 1 }] } }, "malformed"],
    ["no snapshot", { from: 1, to: 2, snapshotRequest: {} }, "malformed"],
    ["no configuration", { from: 1, to: 2, snapshotRequest: { snapshot: { index: 1 } } }, "malformed"],
    [
      "voters that do not ascend",
      { from: 1, to: 2, snapshotRequest: { snapshot: { configuration: { voters: [2, 2] } } } },
      "malformed",
    ],
    ["an unknown status", { from: 1, to: 2, snapshotResponse: { status: 9 } }, "malformed"],
  ])("%s is refused", (_, message, reason) => {
    const bytes = writeParcel({ greeting: null, messages: [{ group: 0, ...message }] });
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ reason }));
  });
});

test.each(incredibleMessages)("%s is refused", (_, message) => {
  const bytes = writeParcel({ greeting: null, messages: [toProto(0, message)] });
  expect(() => decode(bytes)).toThrow(expect.objectContaining({ reason: "malformed" }));
});

function expectMessagesOrRefusal(bytes: Buffer): void {
  try {
    for (const { message } of decode(bytes)) expect(message.from).toBeGreaterThan(0);
  } catch (error) {
    expect(error).toBeInstanceOf(RefusalError);
  }
}

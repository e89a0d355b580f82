import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../../src/machine/command.ts";
import {
  createRegistration,
  createRequest,
  type Reply,
  replyBytes,
  replyDigest,
} from "../../../src/machine/request.ts";
import { stampRequest } from "../../../src/machine/stamped-request.ts";
import { anyCommand } from "./commands.ts";

const anyNumber = fc.integer({ min: 1, max: 1000 });

describe("createRequest", () => {
  test("equal requests have equal digests, different ones differ", () => {
    const digests = new Map<number, string>();
    fc.assert(
      fc.property(anyNumber, anyNumber, anyCommand, (client, sequence, command) => {
        const text = JSON.stringify([client, sequence, command]);
        const { digest } = createRequest(client, 1, sequence, command);
        expect(digest).toBe(digest | 0);
        expect(createRequest(client, 1, sequence, { ...command }).digest).toBe(digest);
        expect(digests.get(digest) ?? text).toBe(text);
        digests.set(digest, text);
      }),
      { numRuns: 2_000 },
    );
  });

  test("each number goes into the digest, and a registration is like no request", () => {
    const command: Command = { kind: "get", key: "a" };
    const { digest } = createRequest(1, 2, 3, command);
    const others = [createRequest(4, 2, 3, command), createRequest(1, 4, 3, command), createRequest(1, 2, 4, command)];
    const registrations = [createRegistration(1, 2), createRegistration(1, 3), createRegistration(2, 2)];
    const all = [digest, ...[...others, ...registrations].map((asked) => asked.digest)];
    expect(new Set(all).size).toBe(7);
    const stamped = [0, 1, 2 ** 32, 2 ** 33 + 1].map((atUs) => stampRequest(registrations[0]!, atUs).digest);
    expect(new Set(stamped).size).toBe(4);
  });

  test("commands that differ only in kind differ", () => {
    const commands: Command[] = [
      { kind: "put", key: "a", value: "x" },
      { kind: "append", key: "a", value: "x" },
      { kind: "get", key: "a" },
      { kind: "delete", key: "a" },
    ];
    expect(new Set(commands.map((command) => createRequest(1, 1, 1, command).digest)).size).toBe(commands.length);
  });

  test("a compare-and-set that expects nothing differs from one that expects an empty value", () => {
    const command: Command = { kind: "compare-and-set", key: "a", expected: undefined, value: "x" };
    expect(createRequest(1, 1, 1, command).digest).not.toBe(
      createRequest(1, 1, 1, { ...command, expected: "" }).digest,
    );
  });

  test("bytes grow with the strings", () => {
    const small = createRequest(1, 1, 1, { kind: "put", key: "a", value: "x" });
    const large = createRequest(1, 1, 1, { kind: "put", key: "a", value: "x".repeat(101) });
    expect(large.bytes - small.bytes).toBe(100);
    const guess: Command = { kind: "compare-and-set", key: "a", expected: "12345", value: "x" };
    const noGuess: Command = { ...guess, expected: undefined };
    expect(createRequest(1, 1, 1, guess).bytes - createRequest(1, 1, 1, noGuess).bytes).toBe(6);
    expect(createRequest(1, 1, 1, { kind: "get", key: "a" }).bytes).toBeLessThan(small.bytes);
  });
});

describe("replies", () => {
  const applied: Reply = {
    kind: "reply",
    client: 8,
    session: 5,
    sequence: 3,
    outcome: "applied",
    index: 20,
    result: { previous: "x", changed: true },
    leader: 0,
  };

  test("each field goes into the digest", () => {
    const variants: Reply[] = [
      applied,
      { ...applied, client: 9 },
      { ...applied, session: 6 },
      { ...applied, sequence: 4 },
      { ...applied, index: 21 },
      { ...applied, leader: 1 },
      { ...applied, outcome: "not-leader" },
      { ...applied, result: undefined },
      { ...applied, result: { previous: "y", changed: true } },
      { ...applied, result: { previous: undefined, changed: true } },
      { ...applied, result: { previous: "x", changed: false } },
    ];
    expect(new Set(variants.map(replyDigest)).size).toBe(variants.length);
  });

  test("bytes grow with what was read", () => {
    const longer: Reply = { ...applied, result: { previous: "x".repeat(11), changed: true } };
    expect(replyBytes(longer) - replyBytes(applied)).toBe(10);
    expect(replyBytes({ ...applied, result: undefined })).toBeLessThan(replyBytes(applied));
  });
});

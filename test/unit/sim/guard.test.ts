import nodeCrypto from "node:crypto";
import { expect, test } from "vitest";
import { withGuard } from "../../../src/sim/index.ts";

const FORBIDDEN: Record<string, () => unknown> = {
  "Math.random": () => Math.random(),
  "Date.now": () => Date.now(),
  "new Date()": () => new Date(),
  "Date()": () => Date(),
  "performance.now": () => performance.now(),
  "process.hrtime": () => process.hrtime(),
  "process.hrtime.bigint": () => process.hrtime.bigint(),
  setTimeout: () => setTimeout(() => {}, 0),
  setInterval: () => setInterval(() => {}, 1000),
  setImmediate: () => setImmediate(() => {}),
  queueMicrotask: () => queueMicrotask(() => {}),
  "process.nextTick": () => process.nextTick(() => {}),
  "crypto.getRandomValues": () => crypto.getRandomValues(new Uint8Array(1)),
  "crypto.randomUUID": () => crypto.randomUUID(),
  "crypto.randomBytes": () => nodeCrypto.randomBytes(1),
  "crypto.randomInt": () => nodeCrypto.randomInt(2),
};

for (const [name, use] of Object.entries(FORBIDDEN)) {
  test(`${name} throws inside the guard and works again behind it`, () => {
    expect(() => withGuard(use)).toThrow(`${name} was called inside a world`);
    if (name !== "setInterval") expect(use).not.toThrow();
  });
}

test("it leaves no trace behind, also when the body throws", () => {
  const before = [Math.random, Date, Date.now, performance.now, process.hrtime, setTimeout, crypto.randomUUID];
  expect(() =>
    withGuard(() => {
      throw new Error("the body's own");
    }),
  ).toThrow("the body's own");
  expect([Math.random, Date, Date.now, performance.now, process.hrtime, setTimeout, crypto.randomUUID]).toEqual(before);
  expect(Object.hasOwn(performance, "now")).toBe(false);
});

test("it nests: an inner end does not take it off", () => {
  const answer = withGuard(() => {
    withGuard(() => {});
    expect(() => withGuard(() => Math.random())).toThrow();
    expect(() => Math.random()).toThrow("Math.random was called inside a world");
    return 42;
  });
  expect(answer).toBe(42);
  expect(Math.random()).toBeLessThan(1);
});

test("dates of given numbers are harmless", () => {
  const old = new Date(0);
  withGuard(() => {
    expect(new Date(86_400_000).toISOString()).toBe("1970-01-02T00:00:00.000Z");
    expect(Date.UTC(1970, 0, 2)).toBe(86_400_000);
    expect(old instanceof Date).toBe(true);
    expect(new Date(5) instanceof Date).toBe(true);
  });
});

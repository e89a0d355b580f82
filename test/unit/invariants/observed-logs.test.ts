import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ObservedLog } from "../../../invariants/observed-log.ts";
import { ObservedLogs } from "../../../invariants/observed-logs.ts";

type Model = { memory: string[]; durable: string[] };

function commonLength({ memory, durable }: Model): number {
  let length = 0;
  while (length < memory.length && memory[length] === durable[length]) length++;
  return length;
}

/** Terms and chained hashes stand for contents: equal histories must give equal ones, others must not. */
function fingerprints(log: ObservedLogs["memory"]): string[] {
  return Array.from({ length: log.length }, (_, place) => `${log.termAt(place + 1)}:${log.hashAt(place + 1)}`);
}

function decidedOf(...terms: readonly number[]): ObservedLog {
  const log = new ObservedLog();
  for (const term of terms) log.append(term, 5);
  return log;
}

describe("observed logs", () => {
  it("follow both logs through any history, and know exactly how far they agree", () => {
    const operation = fc.record({ kind: fc.nat(4), at: fc.nat(6), term: fc.integer({ min: 1, max: 2 }) });
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const logs = new ObservedLogs();
        const model: Model = { memory: [], durable: [] };
        for (const { kind, at, term } of operations) {
          const entry = `${term}`;
          if (kind === 0) logs.append(model.memory.push(entry), term, 5);
          else if (kind === 1) logs.persist(model.durable.push(entry), term, 5);
          else if (kind === 2) {
            const fromIndex = Math.max(1, model.memory.length - at);
            model.memory.splice(fromIndex - 1);
            logs.truncate(fromIndex);
          } else if (kind === 3) {
            const fromIndex = Math.max(1, model.durable.length - at);
            model.durable.splice(fromIndex - 1);
            logs.truncateDurable(fromIndex);
          } else {
            expect(logs.restart()).toBe(model.durable.length - commonLength(model));
            model.memory = [...model.durable];
            expect(fingerprints(logs.memory)).toEqual(fingerprints(logs.durable));
          }
          expect([logs.memory.length, logs.durable.length]).toEqual([model.memory.length, model.durable.length]);
          expect(logs.agreed).toBe(commonLength(model));
        }
      }),
    );
  });

  it("copy at a restart only what was under way to the disk, however long the log", () => {
    const logs = new ObservedLogs();
    for (let index = 1; index <= 100_000; index++) {
      logs.append(index, 1, index);
      if (index <= 99_990) logs.persist(index, 1, index);
    }
    expect(logs.restart()).toBe(0);
    expect(logs.memory.length).toBe(99_990);

    logs.truncate(99_981);
    expect(logs.restart()).toBe(10);
    expect(logs.memory.length).toBe(99_990);
    expect(logs.memory.lastHash).toBe(logs.durable.lastHash);
    expect(logs.restart()).toBe(0);
  });

  it("record no entry elsewhere than at the end", () => {
    const logs = new ObservedLogs();
    logs.append(1, 1, 10);
    logs.append(3, 1, 30);
    logs.append(1, 1, 20);
    logs.persist(2, 1, 20);
    expect([logs.memory.length, logs.durable.length]).toEqual([1, 0]);
  });

  it("become, by a snapshot, the decided log up to its index: in memory first, then on disk", () => {
    const logs = new ObservedLogs();
    for (const [index, term] of [1, 1, 9, 9, 9].entries()) {
      logs.append(index + 1, term, 5);
      logs.persist(index + 1, term, 5);
    }
    const decided = decidedOf(1, 1, 2, 2, 3);
    logs.install(decided, 4, 2);
    expect(fingerprints(logs.memory)).toEqual(fingerprints(decided).slice(0, 4));
    expect([logs.durable.length, logs.durable.termAt(3), logs.agreed]).toEqual([5, 9, 4]);
    logs.append(5, 3, 5);
    logs.persistSnapshot(4, 2);
    expect(fingerprints(logs.durable)).toEqual(fingerprints(decided).slice(0, 4));
    expect(logs.agreed).toBe(4);
    logs.persist(5, 3, 5);
    expect([logs.agreed, logs.memory.lastHash, logs.durable.lastHash]).toEqual([5, decided.lastHash, decided.lastHash]);
  });

  it("forget at a restart a snapshot that was not durable, though it agreed with what was", () => {
    const logs = new ObservedLogs();
    logs.append(1, 9, 5);
    logs.persist(1, 9, 5);
    logs.install(decidedOf(1, 1, 2), 3, 2);
    expect(logs.restart()).toBe(1);
    expect(fingerprints(logs.memory)).toEqual(fingerprints(logs.durable));
    expect([logs.memory.length, logs.memory.termAt(1), logs.agreed]).toEqual([1, 9, 1]);
  });

  it("let what was written before a snapshot, and becomes durable late, agree with it", () => {
    const logs = new ObservedLogs();
    logs.append(1, 9, 5);
    logs.install(decidedOf(1, 1, 2), 3, 2);
    logs.persist(1, 9, 5);
    expect(logs.agreed).toBe(1);
  });

  it("are as long as a snapshot says that nobody has decided, and agree on it", () => {
    const logs = new ObservedLogs();
    logs.install(decidedOf(1), 3, 2);
    logs.persistSnapshot(3, 2);
    expect([logs.memory.length, logs.memory.termAt(1), logs.memory.termAt(3), logs.agreed]).toEqual([3, 1, 2, 3]);
    expect(logs.durable.lastHash).toBe(logs.memory.lastHash);
    logs.install(decidedOf(1), 5, 4);
    logs.install(decidedOf(1), 7, 6);
    logs.persistSnapshot(5, 4);
    expect([logs.memory.termAt(5), logs.agreed]).toEqual([6, 5]);
    const never = new ObservedLogs();
    never.persistSnapshot(3, 2);
    expect([never.memory.length, never.durable.length, never.agreed]).toEqual([0, 3, 0]);
  });

  it("agree, and know what was added one by one, whatever others have decided of what snapshots brought", () => {
    const operation = fc.record({
      kind: fc.constantFrom(
        "append",
        "persist",
        "truncate",
        "truncateDurable",
        "install",
        "persistSnapshot",
        "restart",
      ),
      index: fc.integer({ min: 1, max: 5 }),
      term: fc.integer({ min: 1, max: 2 }),
    });
    const decided = fc.array(fc.integer({ min: 1, max: 2 }), { maxLength: 6 }).map((terms) => decidedOf(...terms));
    const known = (logs: ObservedLogs) => [
      logs.memory.length,
      logs.durable.length,
      logs.agreed,
      ...[1, 2, 3, 4, 5].flatMap((index) => [logs.hasAppended(index, 1), logs.hasAppended(index, 2)]),
    ];
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40, size: "max" }), decided, decided, (operations, one, other) => {
        const both = [one, other].map((log) => ({ log, logs: new ObservedLogs() }));
        for (const { kind, index, term } of operations) {
          for (const { log, logs } of both) {
            if (kind === "append") logs.append(logs.memory.length + 1, term, 5);
            else if (kind === "persist") logs.persist(logs.durable.length + 1, term, 5);
            else if (kind === "install") logs.install(log, index, term);
            else if (kind === "persistSnapshot") logs.persistSnapshot(index, term);
            else if (kind === "restart") logs.restart();
            else logs[kind](index);
          }
          expect(known(both[0]!.logs)).toEqual(known(both[1]!.logs));
          both[0]!.logs = both[0]!.logs.fork();
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("copy only what a snapshot brings, however long the log", () => {
    const logs = new ObservedLogs();
    const decided = new ObservedLog();
    for (let index = 1; index <= 100_000; index++) {
      decided.append(1, index);
      if (index <= 99_990) logs.append(index, 1, index);
    }
    expect(logs.memory.fork().become(decided, decided.length)).toBe(10);
    expect(logs.memory.fork().become(decided, 50_000)).toBe(0);
  });
});

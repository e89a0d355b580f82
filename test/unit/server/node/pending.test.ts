import { expect, test } from "vitest";
import { createOneShot } from "../../../../src/machine/index.ts";
import type { ReadOutcome, WriteOutcome } from "../../../../src/server/node/node.ts";
import { PendingReads, WaitingRead } from "../../../../src/server/node/pending-reads.ts";
import { PendingWrites, WaitingWrite } from "../../../../src/server/node/pending-writes.ts";

const asked = createOneShot({ kind: "put", key: "a", value: "1" });

test("a node that ends refuses the writes that it has not proposed yet, and knows nothing of those that it has", () => {
  const writes = new PendingWrites();
  const outcomes: WriteOutcome[] = [];
  const write = () => new WaitingWrite(asked, 1, 1, 1, (outcome) => outcomes.push(outcome));
  writes.appendedFrom(5, [write()]);
  writes.gather(write());
  writes.stop(2);
  expect(outcomes).toEqual([
    { outcome: "refused", reason: "stopped", leader: 2 },
    { outcome: "unknown", reason: "stopped", leader: 2 },
  ]);
  expect(writes.count).toBe(0);
});

test("a node that ends refuses the reads that it has not answered, whether the core was asked about them or not", () => {
  const reads = new PendingReads();
  const outcomes: ReadOutcome[] = [];
  const read = () =>
    new WaitingRead({ kind: "get", key: "a" }, "linearizable", 0, 1, (outcome) => outcomes.push(outcome));
  reads.gather(read());
  reads.takeGathered();
  reads.gather(read());
  reads.stop(2);
  const refused = { outcome: "refused", reason: "stopped", leader: 2 };
  expect(outcomes).toEqual([refused, refused]);
  expect(reads.count).toBe(0);
});

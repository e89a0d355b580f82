import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOneShot } from "../../../../src/machine/index.ts";
import { LogClock } from "../../../../src/server/node/log-clock.ts";
import { SYSTEM_CLOCK } from "../../../../src/server/node/node-clock.ts";
import { PATIENCE_MS, TestCluster } from "./cluster.ts";

/** A node whose clock shows so much more than real time, and whose machine has come to some log time. */
class Node {
  readonly view = { term: 0 };
  readonly machine = { logTimeUs: 0 };
  nowUs = 0;
  private readonly startedUs: number;
  private readonly clock: LogClock;

  constructor(startedUs: number) {
    this.startedUs = startedUs;
    this.clock = new LogClock(this.view, this.machine);
  }

  stampUs(): number {
    return this.clock.stampUs(this.startedUs + this.nowUs);
  }
}

const anySteps = fc.array(
  fc.record({ waitUs: fc.nat(100), node: fc.nat(2), elects: fc.boolean(), isBehind: fc.boolean() }),
  { maxLength: 60 },
);

describe("the clock of the log", () => {
  test("never gains on real time, nor falls, whoever leads and whatever the clocks show", () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const nodes = [new Node(0), new Node(5_000_000), new Node(1)];
        let leader = nodes[0]!;
        let [realUs, logTimeUs, term] = [0, 700, 1];
        for (const { elects, isBehind, node, waitUs } of steps) {
          realUs += waitUs;
          if (elects) {
            leader = nodes[node]!;
            leader.view.term = ++term;
          }
          leader.nowUs = realUs;
          if (!isBehind) leader.machine.logTimeUs = logTimeUs;
          logTimeUs = Math.max(logTimeUs, leader.stampUs());
          expect(logTimeUs).toBeLessThanOrEqual(700 + realUs);
        }
      }),
    );
  });

  test("goes on while one leads, and from where it was under the next", () => {
    const [one, other] = [new Node(10), new Node(9_000_000)];
    one.view.term = 1;
    expect(one.stampUs()).toBe(0);
    one.nowUs = 500;
    expect(one.stampUs()).toBe(500);
    other.view.term = 2;
    other.machine.logTimeUs = 500;
    expect(other.stampUs()).toBe(500);
    other.nowUs = 40;
    expect(other.stampUs()).toBe(540);
    // The first leads again: the time that it has seen pass meanwhile was not the log's.
    one.view.term = 3;
    one.nowUs = 90_000;
    one.machine.logTimeUs = 540;
    expect(one.stampUs()).toBe(540);
  });
});

test("a leader whose wall clock is hours ahead makes nobody forget an idempotency key", async () => {
  const cluster = await TestCluster.of([1]);
  const once = createOneShot({ kind: "append", key: "a", value: "x" }, "once");
  await cluster.start(1, {}, { clock: SYSTEM_CLOCK });
  const first = await (await cluster.leader()).node.write(once, PATIENCE_MS);
  await cluster.stopServer(1);
  await cluster.start(1, {}, { clock: { ...SYSTEM_CLOCK, wallUs: () => SYSTEM_CLOCK.wallUs() + 7_200_000_000 } });
  await cluster.put("b", "any");
  expect(await (await cluster.leader()).node.write(once, PATIENCE_MS)).toEqual(first);
  expect(await cluster.get(1, "a")).toBe("x");
});

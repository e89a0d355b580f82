import { expect, test } from "vitest";
import type { Operation, Plan } from "../../../../src/chaos/index.ts";
import { HandPlan } from "../../../../src/fuzz/by-hand/hand-plan.ts";
import { createCluster } from "../small-cluster.ts";

const cluster = createCluster();

function operationsOf(plan: Plan, count: number): (Operation | undefined)[] {
  return Array.from({ length: count }, () => plan.next(cluster));
}

/** How many commands come in how much time. */
function paceOf(plan: Plan, operations: number): { readonly commands: number; readonly ms: number } {
  const parts = operationsOf(plan, operations);
  const ms = parts.reduce((sum, part) => sum + (part?.kind === "pass-time" ? part.forUs / 1_000 : 0), 0);
  return { commands: parts.filter((part) => part?.kind === "submit").length, ms };
}

/** Two faults, and then no more. */
class TwoHeals implements Plan {
  operationsDone = 0;

  next(): Operation | undefined {
    return this.operationsDone++ < 2 ? { kind: "heal" } : undefined;
  }

  fork(): TwoHeals {
    return Object.assign(new TwoHeals(), this);
  }
}

test.each([0, 1, 10, 30, 100, 1_000])("clients are handed %i commands a second, until it is ended", (rate) => {
  const plan = new HandPlan(undefined, rate);
  const { commands, ms } = paceOf(plan, 500 + 5 * rate);
  expect(ms).toBeGreaterThan(4_000);
  expect(commands).toBe(Math.floor((ms * rate) / 1_000));
  expect(plan.operationsDone).toBe(commands);
  plan.end();
  expect(plan.next(cluster)).toBeUndefined();
});

test("another plan comes first, also when it is ended before that is over", () => {
  const plan = new HandPlan(new TwoHeals(), 0);
  plan.end();
  expect(operationsOf(plan, 2)).toEqual([{ kind: "heal" }, { kind: "heal" }]);
  expect(plan.operationsDone).toBe(2);
  expect(plan.next(cluster)).toBeUndefined();
  const held = new HandPlan(new TwoHeals(), 0);
  expect(operationsOf(held, 4).map((part) => part?.kind)).toEqual(["heal", "heal", "pass-time", "pass-time"]);
});

test("a fork goes on the same, and shares nothing", () => {
  const plan = new HandPlan(new TwoHeals(), 30);
  operationsOf(plan, 1);
  const fork = plan.fork();
  const ahead = operationsOf(fork, 50);
  fork.end();
  expect(operationsOf(plan, 50)).toEqual(ahead);
  expect(plan.next(cluster)).toBeDefined();
});

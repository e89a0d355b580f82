// A machine of one's own, asked again and read beside the log. Run it: npx vitest run examples/tickets.test.ts

import {
  type Application,
  type Commands,
  describeViolations,
  ILLEGAL,
  type Machine,
  type Model,
  simulate,
} from "kraft";
import { describe, expect, test } from "vitest";

/** As at the counter of an office: take the next number, or look at the last that was given out. */
type Order = { readonly kind: "take" } | { readonly kind: "look" };

class Counter implements Machine<Order, number> {
  protected last = 0;

  apply({ kind }: Order): number {
    if (kind === "take") this.last++;
    return this.last;
  }

  /** Because of it, and of `readsOnly` below, who only looks need not go through the log. */
  query(_look: Order): number {
    return this.last;
  }

  get stateHash(): number {
    return this.last;
  }

  fork(): Counter {
    const copy: Counter = Object.create(Object.getPrototypeOf(this));
    copy.last = this.last;
    return copy;
  }
}

class Visitor implements Commands<Order, number> {
  next(draw: number): Order {
    return { kind: draw % 2 === 0 ? "take" : "look" };
  }

  learned(): void {}
  lost(): void {}

  fork(): Visitor {
    return new Visitor();
  }
}

function officeWith(createMachine: () => Counter): Application<Order, number> {
  return { createMachine, readsOnly: ({ kind }) => kind === "look", createCommands: () => new Visitor() };
}

/** What the office should be, one step after the other: with it the lab judges whether all visitors saw one office. */
const OFFICE: Model<Order, number, number> = {
  initial: 0,
  keyOf: () => "office",
  step: (last, { kind }, result) => {
    const next = kind === "take" ? last + 1 : last;
    return result === undefined || result === next ? next : ILLEGAL;
  },
  isReadOnly: ({ kind }) => kind === "look",
  describe: ({ kind }, result) => `${kind} -> ${result ?? "?"}`,
  describeState: String,
  objection: (last, { kind }) => `the answer is ${kind === "take" ? last + 1 : last}`,
};

describe("numbers are given out once", () => {
  test("though leaders crash before they can answer, and visitors ask again", () => {
    const world = simulate({ seed: "queue", commandsPerSecond: 0, application: officeWith(() => new Counter()) });
    world.run({ untilMs: 1_000 });
    world.network({ drop: "10%", duplicate: "10%" });
    const takes = [];
    for (let crash = 0; crash < 8; crash++) {
      for (let visitor = 0; visitor < 6; visitor++) takes.push(world.submit({ kind: "take" }));
      world.crashAfter("leader", "send", { forMs: 500 });
      world.run({ forMs: 3_000 });
    }
    const result = world.finish();
    expect(describeViolations(result)).toBe("");

    // A command that was asked for again stands in the log twice. Its session knows the first answer and gives it again.
    expect(result.exercised["retries deduplicated"]).toBeGreaterThan(0);
    const given = takes.map((take) => take.result!).sort((one, other) => one - other);
    expect(given).toEqual(takes.map((_, place) => place + 1));
  });
});

describe("whoever looks sees what was given out before", () => {
  test.each(["1", "2", "3"])("in a storm of everything: seed %s", (seed) => {
    const application = officeWith(() => new Counter());
    const result = simulate({ scenario: "mixed", operations: 500, seed, application, model: OFFICE }).finish();
    expect(describeViolations(result)).toBe("");
  });

  test("on any node, linearizable or no staler than was asked for", () => {
    const world = simulate({ seed: "look", application: officeWith(() => new Counter()), model: OFFICE });
    world.run({ untilMs: 10_000 });
    const { exercised, violations } = world.finish();
    expect(violations).toEqual([]);
    expect(exercised["linearizable reads"]).toBeGreaterThan(0);
    expect(exercised["stale reads"]).toBeGreaterThan(0);
    expect(exercised["reads forwarded"]).toBeGreaterThan(0);
  });

  test("an office that looks at yesterday's board is caught", () => {
    class Slow extends Counter {
      /** The board is written anew with every tenth number. */
      override query(): number {
        return this.last - (this.last % 10);
      }
    }
    const world = simulate({ seed: "board", application: officeWith(() => new Slow()), model: OFFICE });
    world.run({ untilMs: 10_000 });
    const { violations } = world.finish();
    expect(violations.map(({ invariant }) => invariant)).toContain("read-freshness");
  });
});

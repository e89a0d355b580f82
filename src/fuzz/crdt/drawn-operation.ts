import type { CrdtName, CrdtOperation } from "../../crdt/index.ts";

/** So few that replicas meet on them, and on the same time. */
const ELEMENTS = ["a", "b", "c", "d", "e", "f"];
const TIMES = 8;
const AMOUNTS = 5;
/** A removal in so many changes of a set, and a decrement in so many of a counter. */
const CHANGES_PER_REMOVAL = 3;
const CHANGES_PER_DECREMENT = 2;

/** How many different draws an operation is made from. */
export const OPERATION_DRAWS = 2 ** 16;

/** Equal draws make equal operations. `number` makes assigned values unlike each other. */
export function drawOperation(name: CrdtName, draw: number, number: number): CrdtOperation {
  const by = 1 + (draw % AMOUNTS);
  const element = ELEMENTS[draw % ELEMENTS.length]!;
  const rest = Math.floor(draw / 30);
  switch (name) {
    case "lww":
      return { kind: "assign", value: `v${number}`, nowUs: draw % TIMES };
    case "gcounter":
      return { kind: "increment", by };
    case "pncounter":
      return { kind: rest % CHANGES_PER_DECREMENT === 0 ? "decrement" : "increment", by };
    case "gset":
      return { kind: "add", element };
    case "orset":
      return { kind: rest % CHANGES_PER_REMOVAL === 0 ? "remove" : "add", element };
  }
}

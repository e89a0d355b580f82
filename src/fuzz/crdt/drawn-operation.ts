import type { CrdtName, CrdtOperation } from "../../crdt/index.ts";

/** So few that replicas meet on them, and on the same time. */
const ELEMENTS = ["a", "b", "c", "d", "e", "f"];
const TIMES = 8;
const AMOUNTS = 5;
/** A removal in so many changes of a set, and a decrement in so many of a counter. */
const CHANGES_PER_REMOVAL = 3;
const CHANGES_PER_DECREMENT = 2;

/** One number in so many lies where numbers stop to fit into so many bits. */
const NUMBERS_PER_EDGE = 16;
const TIME_EDGES = [2 ** 31, 2 ** 32, 2 ** 43, 2 ** 53 - TIMES] as const;
/** A replica counts to 2^43: even if it carries out all 32 operations of a family, the first and these are less. */
const AMOUNT_EDGES = [2 ** 31, 2 ** 32, 2 ** 37] as const;
const FIRST_AMOUNT = 2 ** 42;

const PLAIN_DRAWS = 2 ** 16;
const EDGE_DRAWS = 2 ** 8;

/** How many different draws an operation is made from. */
export const OPERATION_DRAWS = PLAIN_DRAWS * EDGE_DRAWS;

/** Equal draws make equal operations. It is the how-manyth of its family, from 0, and assigns a value of its own. */
export function drawOperation(name: CrdtName, drawn: number, number: number): CrdtOperation {
  const draw = drawn % PLAIN_DRAWS;
  const edge = Math.floor(drawn / PLAIN_DRAWS);
  const by = amountOf(draw, edge, number);
  const element = ELEMENTS[draw % ELEMENTS.length]!;
  const rest = Math.floor(draw / 30);
  switch (name) {
    case "lww":
      return { kind: "assign", value: `v${number}`, nowUs: timeOf(draw, edge) };
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

function timeOf(draw: number, edge: number): number {
  if (edge % NUMBERS_PER_EDGE !== 0) return draw % TIMES;
  return edgeOf(TIME_EDGES, edge) - TIMES / 2 + (draw % TIMES);
}

function amountOf(draw: number, edge: number, number: number): number {
  if (edge % NUMBERS_PER_EDGE !== 0) return 1 + (draw % AMOUNTS);
  return (number === 0 ? FIRST_AMOUNT : edgeOf(AMOUNT_EDGES, edge)) - 2 + (draw % AMOUNTS);
}

function edgeOf(edges: readonly number[], edge: number): number {
  return edges[Math.floor(edge / NUMBERS_PER_EDGE) % edges.length]!;
}

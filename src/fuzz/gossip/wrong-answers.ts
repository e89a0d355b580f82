import type { WrongAnswer } from "../../../invariants/index.ts";
import type { CrdtOperation, CrdtValue } from "../../crdt/index.ts";
import { type HybridCommand, isTyped, type TypedResult } from "../../hybrid/index.ts";
import type { GossipNode } from "../../sut/index.ts";
import type { History } from "../../workload/index.ts";

/** In no history: clients assign and add other texts. */
const NEW = "something new";

/**
 * Operations that nobody carries out: what each node would answer to them when all has been told, and nothing else is
 * going on. Then nothing is concurrent, and there is one right answer: what has begun before, what was heard of others and
 * what the log has come to are all seen.
 */
export function wrongAnswersOf(id: number, node: GossipNode, history: History): WrongAnswer[] {
  return [...asksIn(history)].flatMap(([key, kinds]) => {
    const value = node.valueOf(key).value;
    return questionsOn(value, kinds)
      .map(({ expected, operations }) => ({ operations, expected, shown: node.valueAfter(key, operations) }))
      .filter(({ expected, shown }) => JSON.stringify(shown) !== JSON.stringify(expected))
      .map(({ expected, operations, shown }) => ({
        key,
        node: id,
        operations: operations.map(describe).join(", "),
        expected: JSON.stringify(expected),
        shown: JSON.stringify(shown ?? null),
      }));
  });
}

interface Question {
  readonly operations: readonly CrdtOperation[];
  readonly expected: CrdtValue;
}

function questionsOn(value: CrdtValue, kinds: ReadonlySet<CrdtOperation["kind"]>): Question[] {
  const questions: Question[] = [];
  const ask = (operations: readonly CrdtOperation[], expected: CrdtValue): void => {
    questions.push({ operations, expected });
  };
  if (kinds.has("assign")) ask([assign("first"), assign(NEW)], NEW);
  if (kinds.has("increment")) ask([change("increment", 2), change("increment", 3)], Number(value) + 5);
  if (kinds.has("decrement")) ask([change("decrement", 2), change("decrement", 3)], Number(value) - 5);
  if (kinds.has("add")) {
    ask([change("add", NEW), change("add", `${NEW}er`)], [...elementsOf(value), NEW, `${NEW}er`].sort());
  }
  if (kinds.has("remove"))
    ask(
      [...elementsOf(value)].map((element) => change("remove", element)),
      [],
    );
  return questions;
}

/** A clock that has hardly begun: what was seen counts, and not what it shows. */
function assign(value: string): CrdtOperation {
  return { kind: "assign", value, nowUs: 0 };
}

function change(kind: "increment" | "decrement", by: number): CrdtOperation;
function change(kind: "add" | "remove", element: string): CrdtOperation;
function change(kind: string, what: number | string): CrdtOperation {
  return { kind, [typeof what === "number" ? "by" : "element"]: what } as unknown as CrdtOperation;
}

function elementsOf(value: CrdtValue): readonly string[] {
  return value as readonly string[];
}

function describe({ kind, ...rest }: CrdtOperation): string {
  return `${kind} ${Object.values(rest).join(" at ")}`;
}

/** The typed keys, each with all that clients ever asked to be done to it. */
function asksIn(history: History): Map<string, Set<CrdtOperation["kind"]>> {
  const asks = new Map<string, Set<CrdtOperation["kind"]>>();
  for (const { command, returned } of history) {
    const asked = command as HybridCommand;
    if (!isTyped(asked) || asked.kind !== "operate") continue;
    if ((returned?.result as TypedResult | undefined)?.refused !== undefined) continue;
    const kinds = asks.get(asked.key) ?? new Set();
    asks.set(asked.key, kinds.add(asked.operation.kind));
  }
  return asks;
}

import fc from "fast-check";
import type { CrdtName, CrdtOperation } from "../../../../src/crdt/index.ts";
import { MAX_TIME_US } from "../../../../src/crdt/limits.ts";
import type { History, Look, Step } from "../../../../src/fuzz/crdt/history.ts";

const REPLICAS = 3;
const MESSAGES = 4;
const OPERATIONS_NAMED = 6;
const MOST_STEPS = 24;

const element = fc.constantFrom("", "a", "\u{1f427}", "\ud800");
/** Where numbers stop to fit; a replica's count stays within its limit in so few steps. */
const by = fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), ...[31, 32, 38].map(nearPower));
const nowUs = fc.oneof(
  { weight: 12, arbitrary: fc.nat({ max: 5 }) },
  ...[31, 32, 43].map((power) => ({ weight: 1, arbitrary: nearPower(power) })),
  { weight: 1, arbitrary: fc.integer({ min: MAX_TIME_US - 3, max: MAX_TIME_US }) },
);

const OPERATIONS: Readonly<Record<CrdtName, fc.Arbitrary<CrdtOperation>>> = {
  lww: fc.record({ kind: fc.constant("assign"), value: element, nowUs }),
  gcounter: fc.record({ kind: fc.constant("increment"), by }),
  pncounter: fc.record({ kind: fc.constantFrom("increment", "decrement"), by }),
  gset: fc.record({ kind: fc.constant("add"), element }),
  orset: fc.record({ kind: fc.constantFrom("add", "add", "remove"), element }),
};

/**
 * What replicas may do: operations, and messages that are told, then heard by some, twice by others, never by the rest,
 * and in any order. Three of the states come to be judged, and two of the operations.
 */
export function histories(name: CrdtName): fc.Arbitrary<History> {
  const replica = fc.integer({ min: 1, max: REPLICAS });
  const message = fc.nat({ max: MESSAGES - 1 });
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("operate"), replica, asked: OPERATIONS[name] }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("tell"),
        replica,
        message,
        told: fc.constantFrom("state", "deltas"),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("hear"), replica, message }) },
  );
  const place = fc.record({ replica, behind: fc.nat({ max: MOST_STEPS }) });
  const operation = fc.nat({ max: OPERATIONS_NAMED - 1 });
  const look = (mark: number): fc.Arbitrary<Look> =>
    fc.oneof(
      { weight: 4, arbitrary: fc.constant({ of: "mark", mark }) },
      { weight: 1, arbitrary: fc.record({ of: fc.constant("message"), message }) },
      { weight: 1, arbitrary: fc.record({ of: fc.constant("delta"), operation }) },
    );
  return fc
    .record({
      steps: fc.array(step, { minLength: 4, maxLength: MOST_STEPS, size: "max" }),
      marks: fc.tuple(place, place, place),
      looks: fc.tuple(look(0), look(1), look(2)),
      operations: fc.tuple(operation, operation),
    })
    .map(({ marks, steps, ...judged }) => ({ ...judged, steps: withMarks(named(steps as Step[]), marks) }));
}

/** The replica's state is looked at behind so many steps. */
function withMarks(
  steps: readonly Step[],
  marks: readonly { readonly replica: number; readonly behind: number }[],
): Step[] {
  const marked = [...steps];
  for (const [mark, { behind, replica }] of marks.entries()) marked.splice(behind, 0, { kind: "mark", mark, replica });
  return marked;
}

function nearPower(power: number): fc.Arbitrary<number> {
  return fc.integer({ min: 2 ** power - 2, max: 2 ** power + 2 });
}

/** Operations are named in their order. */
function named(steps: readonly Step[]): Step[] {
  let operation = 0;
  return steps.map((step) => (step.kind === "operate" ? { ...step, operation: operation++ } : step));
}

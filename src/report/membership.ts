import type { RunRecord } from "../fuzz/campaign/seed-task.ts";

type Fault = RunRecord["result"]["lastFaults"][number]["fault"];
type Change = Extract<Fault, { kind: "change-membership" }>["change"];
type Step = Extract<Change, { kind: "change" }>["steps"][number];

const VERBS = {
  "add-voter": ["to add", "as voter"],
  "add-learner": ["to add", "as learner"],
  remove: ["to remove", ""],
};

const TRANSITIONS = { auto: "", implicit: ", jointly", explicit: ", jointly until told to leave" } as const;

/** A change as an operator would say it: "to add n6 as learner and to remove n2, jointly". */
export function changeInWords(change: Change): string {
  if (change.kind === "leave") return "to leave the joint configuration";
  const kinds = (["add-voter", "add-learner", "remove"] as const).filter(
    (kind) => stepsOf(change.steps, kind).length > 0,
  );
  const parts = kinds.map((kind) => {
    const [verb, as] = VERBS[kind] as [string, string];
    const nodes = stepsOf(change.steps, kind).map(({ node }) => `n${node}`);
    return [verb, nodes.join(", "), ...(as === "" ? [] : [as])].join(" ");
  });
  return `${parts.join(" and ")}${TRANSITIONS[change.transition]}`;
}

function stepsOf(steps: readonly Step[], kind: Step["kind"]): Step[] {
  return steps.filter((step) => step.kind === kind);
}

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

/**
 * A change as an operator would say it: "to add n6 as learner and to remove n2, jointly". To add a node as learner that is
 * known to be a voter is "to make voter n2 a learner".
 */
export function changeInWords(change: Change, voters: readonly number[] = []): string {
  if (change.kind === "leave") return "to leave the joint configuration";
  const kinds = ["add-voter", "add-learner", "remove"] as const;
  const parts = kinds.flatMap((kind) => {
    const [verb, as] = VERBS[kind] as [string, string];
    const nodes = stepsOf(change.steps, kind).map(({ node }) => node);
    const demoted = kind === "add-learner" ? nodes.filter((node) => voters.includes(node)) : [];
    const others = nodes.filter((node) => !demoted.includes(node)).map((node) => `n${node}`);
    return [
      ...demoted.map((node) => `to make voter n${node} a learner`),
      ...(others.length === 0 ? [] : [[verb, others.join(", "), ...(as === "" ? [] : [as])].join(" ")]),
    ];
  });
  return `${parts.join(" and ")}${TRANSITIONS[change.transition]}`;
}

function stepsOf(steps: readonly Step[], kind: Step["kind"]): Step[] {
  return steps.filter((step) => step.kind === kind);
}

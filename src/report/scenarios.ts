import type { Campaign } from "../fuzz/campaign/campaign.ts";
import { counted } from "./numbers.ts";
import { renderTable } from "./table.ts";
import { wrap } from "./wrap.ts";

type Scenario = NonNullable<Campaign["scenario"]>;

/** A table of scenarios, one line each. */
export function describeScenarios(scenarios: readonly Scenario[], width: number): string[] {
  return renderTable(
    [
      { title: "scenario", align: "left" },
      { title: "what", align: "left" },
      { title: "expects", align: "left" },
    ],
    scenarios.map(({ name, title, expects }) => [name, title, expects]),
    width,
  );
}

/** Who lies in a scenario, and what it expects then; nothing where nobody lies, for then everything must hold. */
export function describeLiars({ expects, liars }: Scenario, nodes: number, width: number): string[] {
  if (liars === undefined) return [];
  const { liars: count, lies, rotateEveryOperations } = liars;
  if (count === "third" && nodes < 4) return [`liars: none, as a third of ${counted(nodes, "node")} is no node`];
  const who = count === "third" ? "a third of the nodes" : counted(count, "node");
  const turns = rotateEveryOperations === 0 ? "" : `, others every ${counted(rotateEveryOperations, "operation")}`;
  return [
    ...wrap(`liars: ${who} at one time${turns}; lies: ${lies.join(", ")}`, width, "  "),
    `expects: ${expects === "safety" ? "every invariant" : "what each honest node promises alone"}`,
  ];
}

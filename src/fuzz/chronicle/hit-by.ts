import type { Deed } from "../../chaos/index.ts";
import type { Fact } from "./chronicle.ts";

/** The nodes that a deed hit, which it names; none if it was for all. The facts are those of its step. */
export function hitBy(deed: Deed, facts: readonly Fact[]): readonly number[] {
  switch (deed.kind) {
    case "set-conditions":
    case "heal":
    case "submit":
    case "ambush":
      return [];
    case "crash-all":
      return facts.flatMap((fact) => (fact.name === "crashed" ? [fact.args[0]] : []));
    case "cut-off":
      return deed.nodes;
    case "partition":
      return ascending((deed.links ?? []).flatMap(({ from, to }) => [from, to]));
    case "clog":
      return [deed.from, deed.to].filter((end) => typeof end === "number");
    case "recover":
    case "instruct":
      return deed.node === undefined ? [] : [deed.node];
    case "appoint-liars":
      return typeof deed.liars === "number" ? [] : deed.liars;
    default:
      return typeof deed.aim === "number" ? [deed.aim] : [];
  }
}

function ascending(nodes: readonly number[]): number[] {
  return [...new Set(nodes)].sort((one, other) => one - other);
}

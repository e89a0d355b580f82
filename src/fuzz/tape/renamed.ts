import type { Deed, Instruction } from "../../chaos/index.ts";

/** A new name for a node. */
export type Rename = (node: number) => number;

/** The same deed, done to other nodes. Names are asked for in the order in which the deed says them. */
export function renamed(deed: Deed, rename: Rename): Deed {
  switch (deed.kind) {
    case "submit":
    case "heal":
    case "crash-all":
    case "ambush":
      return deed;
    case "set-conditions":
      return typeof deed.scope === "string" ? deed : { ...deed, scope: renamedLink(deed.scope, rename) };
    case "partition":
      return deed.links === undefined ? deed : { ...deed, links: deed.links.map((link) => renamedLink(link, rename)) };
    case "cut-off":
      return { ...deed, nodes: deed.nodes.map(rename) };
    case "clog":
      return { ...deed, from: renamedAim(deed.from, rename), to: renamedAim(deed.to, rename) };
    case "recover":
      return deed.node === undefined ? deed : { ...deed, node: rename(deed.node) };
    case "appoint-liars":
      return typeof deed.liars === "number" ? deed : { ...deed, liars: deed.liars.map(rename) };
    case "instruct":
      return { ...deed, node: rename(deed.node), instruction: renamedInstruction(deed.instruction, rename) };
    default:
      return { ...deed, aim: renamedAim(deed.aim, rename) };
  }
}

/** The nodes that a deed names, in its order, each as often as it does. */
export function nodesNamedBy(deed: Deed): number[] {
  const named: number[] = [];
  renamed(deed, (node) => {
    named.push(node);
    return node;
  });
  return named;
}

function renamedLink({ from, to }: { from: number; to: number }, rename: Rename) {
  return { from: rename(from), to: rename(to) };
}

/** A role names nobody. */
function renamedAim<Aim>(aim: Aim | number, rename: Rename): Aim | number {
  return typeof aim === "number" ? rename(aim) : aim;
}

function renamedInstruction(instruction: Instruction, rename: Rename): Instruction {
  if (instruction.kind === "transfer" && instruction.to !== 0) return { ...instruction, to: rename(instruction.to) };
  if (instruction.kind !== "change-membership" || instruction.change.kind === "leave") return instruction;
  const { change } = instruction;
  const steps = change.steps.map((step) => ({ ...step, node: rename(step.node) }));
  return { ...instruction, change: { ...change, steps } };
}

import type { Aim, Deed, Instruction } from "../../chaos/index.ts";
import type { LinkScope } from "../../sim/index.ts";

/** The same deed, done to the nodes that have the numbers now which others had before. */
export function renumbered(deed: Deed, numberOf: (node: number) => number): Deed {
  const aimAt = (aim: Aim): Aim => (typeof aim === "number" ? numberOf(aim) : aim);
  switch (deed.kind) {
    case "submit":
    case "heal":
    case "crash-all":
      return deed;
    case "set-conditions":
      return { ...deed, scope: renumberedScope(deed.scope, numberOf) };
    case "partition": {
      const links = deed.links?.map(({ from, to }) => ({ from: numberOf(from), to: numberOf(to) }));
      return { ...deed, ...(links && { links }) };
    }
    case "cut-off":
      return { ...deed, nodes: deed.nodes.map(numberOf) };
    case "clog":
      return { ...deed, from: aimAt(deed.from), to: aimAt(deed.to) };
    case "recover":
      return { ...deed, ...(deed.node !== undefined && { node: numberOf(deed.node) }) };
    case "appoint-liars":
      return { ...deed, liars: typeof deed.liars === "number" ? deed.liars : deed.liars.map(numberOf) };
    case "instruct":
      return { ...deed, node: numberOf(deed.node), instruction: renumberedInstruction(deed.instruction, numberOf) };
    case "ambush":
      return deed;
    default:
      return { ...deed, aim: aimAt(deed.aim) };
  }
}

/** The nodes that a deed names. */
export function nodesNamedBy(deed: Deed): readonly number[] {
  const named: number[] = [];
  renumbered(deed, (node) => {
    named.push(node);
    return node;
  });
  return named;
}

function renumberedScope(scope: LinkScope, numberOf: (node: number) => number): LinkScope {
  return typeof scope === "string" ? scope : { from: numberOf(scope.from), to: numberOf(scope.to) };
}

function renumberedInstruction(instruction: Instruction, numberOf: (node: number) => number): Instruction {
  switch (instruction.kind) {
    case "take-snapshot":
      return instruction;
    case "transfer":
      return { ...instruction, to: instruction.to === 0 ? 0 : numberOf(instruction.to) };
    case "change-membership": {
      const { change } = instruction;
      if (change.kind === "leave") return instruction;
      const steps = change.steps.map((step) => ({ ...step, node: numberOf(step.node) }));
      return { ...instruction, change: { ...change, steps } };
    }
  }
}

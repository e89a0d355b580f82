import type { Directed, Step } from "../../fuzz/chronicle/chronicle.ts";
import { faultInWords } from "../faults.ts";
import { changeInWords } from "../membership.ts";
import { duration } from "../numbers.ts";
import { joined, nodeList } from "./lists.ts";
import { type Scene, tellPlain } from "./scene.ts";

type Deed = NonNullable<Step["deeds"]>[number];

/** What tells itself by what follows from it in the same step. */
const SELF_EVIDENT = ["crash", "crash-all", "recover", "submit", "partition", "cut-off", "heal"];

/** What was done to the cluster, and which links were cut or mended, by whatever. */
export function tellDirection(scene: Scene): void {
  const { chronicle, step } = scene;
  for (const { deed, nodes } of step.deeds ?? []) {
    if (!SELF_EVIDENT.includes(deed.kind)) tellPlain(scene, deedInWords({ deed, nodes }), ...nodes);
  }
  for (const [links, isCut] of [[step.cut ?? [], true] as const, [step.mended ?? [], false] as const]) {
    if (links.length > 0) tellPlain(scene, linksInWords(links, isCut, chronicle.nodes), ...links.flat());
  }
}

function deedInWords({ deed, nodes }: Deed): string {
  const who = nodeList(nodes);
  if (deed.kind === "instruct") {
    const { instruction } = deed;
    if (instruction.kind === "take-snapshot") return `an operator asks ${who} to take a snapshot`;
    if (instruction.kind === "change-membership") return `an operator asks ${who} ${changeInWords(instruction.change)}`;
    return `an operator asks ${who} to hand over to ${instruction.to === 0 ? "whoever is best" : `n${instruction.to}`}`;
  }
  if (deed.kind === "pause") return `${who} stands still for ${duration(deed.forUs)}`;
  if (deed.kind === "submit") return "a client is given a command";
  return `the storm: ${faultInWords(deed, nodes)}`;
}

/** Links that are cut both ways between two sides are told as sides. */
function linksInWords(links: readonly Directed[], isCut: boolean, nodes: number): string {
  const sides = sidesOf(links, nodes);
  if (sides !== undefined) {
    const [one, other] = sides.map(nodeList) as [string, string];
    return isCut ? `${one} and ${other} are cut off from each other` : `${one} and ${other} hear each other again`;
  }
  const senders = [...new Set(links.map(([from]) => from))];
  const words = senders.map(
    (from) => `n${from} to ${nodeList(links.filter(([one]) => one === from).map(([, to]) => to))}`,
  );
  return isCut
    ? `what is sent from ${joined(words)} is cut off`
    : `what is sent from ${joined(words)} gets through again`;
}

/** The two sides between which all links, both ways, are these; undefined if there are no such sides. */
function sidesOf(links: readonly Directed[], nodes: number): readonly [number[], number[]] | undefined {
  const first = links[0]![0];
  const has = (from: number, to: number) => links.some(([one, other]) => one === from && other === to);
  const other = range(nodes).filter((node) => has(first, node));
  const one = range(nodes).filter((node) => has(other[0]!, node));
  const isWhole = links.length === 2 * one.length * other.length;
  const isBothWays = one.every((from) => other.every((to) => has(from, to) && has(to, from)));
  if (!isWhole || !isBothWays) return undefined;
  return one.length <= other.length ? [one, other] : [other, one];
}

function range(nodes: number): number[] {
  return Array.from({ length: nodes }, (_, place) => place + 1);
}

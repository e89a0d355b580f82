import type { Step } from "../../fuzz/chronicle/chronicle.ts";
import { faultInWords } from "../faults.ts";
import { changeInWords } from "../membership.ts";
import { duration } from "../numbers.ts";
import { nodeList, nodeSpan } from "./lists.ts";
import { type Scene, tellConsequence, tellDeed } from "./scene.ts";

type Deed = NonNullable<Step["deeds"]>[number];

/** What tells itself by what follows from it in the same step. */
const SELF_EVIDENT = ["crash", "crash-all", "recover", "submit", "partition", "cut-off", "heal"];

/** What was done to the cluster, and what the network is like if links were cut or mended, by whatever. */
export function tellDirection(scene: Scene): void {
  const { chronicle, known, step } = scene;
  if (step.beginsCalm) tellDeed(scene, "the calm begins");
  for (const { deed, nodes } of step.deeds ?? []) {
    if (!SELF_EVIDENT.includes(deed.kind)) tellDeed(scene, deedInWords(scene, { deed, nodes }), ...nodes);
  }
  const changed = [...(step.cut ?? []), ...(step.mended ?? [])];
  if (changed.length === 0) return;
  // What a deed does later, as when it ends, follows from it.
  const tell = step.deeds === undefined ? tellConsequence : tellDeed;
  tell(scene, networkInWords(known.cutsAfter(step), chronicle.nodes), ...changed.flat());
}

function deedInWords(scene: Scene, { deed, nodes }: Deed): string {
  const who = nodeList(nodes);
  if (deed.kind === "instruct") {
    const { instruction } = deed;
    if (instruction.kind === "take-snapshot") return `an operator asks ${who} to take a snapshot`;
    if (instruction.kind === "change-membership") {
      return `an operator asks ${who} ${changeInWords(instruction.change, votersOn(scene, nodes[0]))}`;
    }
    return `an operator asks ${who} to hand over to ${instruction.to === 0 ? "whoever is best" : `n${instruction.to}`}`;
  }
  if (deed.kind === "pause") return `${who} stands still for ${duration(deed.forUs)}`;
  if (deed.kind === "submit") return "a client is given a command";
  return `the storm: ${faultInWords(deed, nodes)}`;
}

/** Who votes in the configuration in force on a node. */
function votersOn({ known }: Scene, node: number | undefined): number[] {
  const members = node === undefined ? undefined : known.of(node).state?.members;
  return (members ?? "").split("+")[0]!.match(/\d+/g)?.map(Number) ?? [];
}

/** Which nodes do not hear which others. */
function networkInWords(cuts: ReadonlySet<string>, nodes: number): string {
  if (cuts.size === 0) return "all nodes hear each other again";
  const groups = groupsOf(cuts, nodes);
  if (groups?.length === 2) {
    const [fewer, more] = groups.sort((one, other) => one.length - other.length) as [number[], number[]];
    return `${nodeList(fewer)} ${fewer.length === 1 ? "is" : "are"} cut off from ${nodeList(more)}`;
  }
  if (groups !== undefined) return `the network is cut apart: ${groups.map(nodeList).join(" | ")}`;
  const deaf = new Map<string, { from: number[]; to: number[] }>();
  for (const to of range(nodes)) {
    const from = range(nodes).filter((one) => cuts.has(`${one},${to}`));
    if (from.length > 0) deaf.set(from.join(), { from, to: [...(deaf.get(from.join())?.to ?? []), to] });
  }
  return [...deaf.values()]
    .map(({ from, to }) => `${nodeSpan(to)} ${to.length === 1 ? "does" : "do"} not hear ${nodeSpan(from)}`)
    .join("; ");
}

/** Who hear each other, and nobody else; undefined if the nodes do not fall into such groups. */
function groupsOf(cuts: ReadonlySet<string>, nodes: number): number[][] | undefined {
  const hear = (one: number, other: number) => one === other || !cuts.has(`${one},${other}`);
  const groupOf = (node: number) => range(nodes).filter((other) => hear(node, other) && hear(other, node));
  const groups = new Map(range(nodes).map((node) => [groupOf(node).join(), groupOf(node)]));
  const members = [...groups.values()].flat();
  const isOneWay = [...cuts].some((link) => !cuts.has(link.split(",").reverse().join()));
  return members.length === nodes && !isOneWay ? [...groups.values()] : undefined;
}

function range(nodes: number): number[] {
  return Array.from({ length: nodes }, (_, place) => place + 1);
}

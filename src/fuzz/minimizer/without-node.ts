import type { Deed, Instruction } from "../../chaos/index.ts";
import { type Departure, endsOfLink, linkBetween, PURPOSE_GROUPS, type Purpose } from "../../sim/index.ts";
import type { Setup } from "../tape/tape.ts";
import { nodesNamedBy, renumbered } from "./renumbered.ts";

const { directors, messages, notices } = PURPOSE_GROUPS;
const BY_LINK: ReadonlySet<Purpose> = new Set([...messages, ...notices]);
const DIRECTORS: ReadonlySet<Purpose> = new Set(directors);

/** The deed in a cluster without this node, the ones above which are numbered anew; undefined if it was about it. */
export function deedWithout(deed: Deed, node: number): Deed | undefined {
  const rest = restOf(deed, node);
  if (rest === undefined || nodesNamedBy(rest).includes(node)) return undefined;
  return renumbered(rest, (other) => (other > node ? other - 1 : other));
}

/** The departures in a cluster without this node, whose places are numbered anew as its endpoints are. */
export function departuresWithout(departures: readonly Departure[], node: number): Departure[] {
  const numberOf = (endpoint: number): number => (endpoint > node ? endpoint - 1 : endpoint);
  return departures.flatMap((departure) => {
    const { what, where } = departure;
    if (DIRECTORS.has(what)) return [departure];
    if (!BY_LINK.has(what)) return where === node ? [] : [{ ...departure, where: numberOf(where) }];
    const { from, to } = endsOfLink(where);
    if (from === node || to === node) return [];
    return [{ ...departure, where: linkBetween(numberOf(from), numberOf(to)) }];
  });
}

/** The cluster without this founder or spare; undefined if what is expected of it would be too much for the others. */
export function setupWithout(setup: Setup, node: number, damagedNodes: number): Setup | undefined {
  const { nodes, profile } = setup;
  const isFounder = node <= nodes;
  const left = isFounder ? nodes - 1 : nodes;
  if (left === 0 || 2 * damagedNodes >= left) return undefined;
  const { calm, clocks, settings } = profile;
  const needsSpareNode = calm.kind === "deaf-leader" || calm.kind === "orphaned";
  if (needsSpareNode && 2 * (left - damagedNodes - 1) <= left) return undefined;
  return {
    ...setup,
    nodes: left,
    profile: {
      ...profile,
      spares: isFounder ? profile.spares : profile.spares - 1,
      settings: { ...settings, founders: settings.founders.slice(0, left) },
      clocks: clocks.filter((_, place) => place !== node - 1),
      calm: { ...calm, downNodes: Math.min(calm.downNodes, Math.floor((left - 1) / 2)) },
    },
  };
}

function restOf(deed: Deed, node: number): Deed | undefined {
  switch (deed.kind) {
    case "partition": {
      const links = deed.links?.filter(({ from, to }) => from !== node && to !== node) ?? [];
      return links.length === 0 ? undefined : { ...deed, links };
    }
    case "cut-off": {
      const nodes = deed.nodes.filter((other) => other !== node);
      return nodes.length === 0 ? undefined : { ...deed, nodes };
    }
    case "appoint-liars": {
      if (typeof deed.liars === "number") return deed;
      return { ...deed, liars: deed.liars.filter((other) => other !== node) };
    }
    case "instruct": {
      const instruction = restOfInstruction(deed.instruction, node);
      return instruction === undefined ? undefined : { ...deed, instruction };
    }
    default:
      return deed;
  }
}

function restOfInstruction(instruction: Instruction, node: number): Instruction | undefined {
  if (instruction.kind !== "change-membership" || instruction.change.kind === "leave") return instruction;
  const { change } = instruction;
  const steps = change.steps.filter((step) => step.node !== node);
  return steps.length === 0 ? undefined : { ...instruction, change: { ...change, steps } };
}

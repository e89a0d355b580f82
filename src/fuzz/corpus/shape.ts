import { createHash } from "node:crypto";
import type { Deed } from "../../chaos/index.ts";
import { PURPOSE_GROUPS, type Purpose } from "../../sim/index.ts";
import { nodesNamedBy, renumbered } from "../minimizer/renumbered.ts";
import type { Tape } from "../tape/tape.ts";
import type { TapeFile } from "../tape/tape-file.ts";

/** Who stands first and whom clients ask is as good as any other way of it. */
const PROGRAMS: ReadonlySet<Purpose> = new Set(PURPOSE_GROUPS.programs);

/**
 * What makes two failures the same cause: the invariant, the planted bug, and what was done, in order. When it was done,
 * for how long and how much of it does not count; nor which nodes it was done to, as long as they are the same ones in
 * the same places: nodes are named by what is done to them, and clients by who comes first. Where nothing was done, what
 * befell messages and disks by chance is the story.
 */
export function shapeOf({ invariant, mutant, tape }: Pick<TapeFile, "invariant" | "mutant" | "tape">): string {
  const deeds = tape.deeds.map(({ deed }) => deed);
  const renameNode = byParts(deeds);
  const renameClient = byFirstAppearance();
  const told = deeds.map((deed) => describe(renumbered(deed, renameNode), renameClient));
  return [invariant, mutant ?? "no mutant", ...(told.length > 0 ? told : chances(tape))].join("\n");
}

/** What befell messages and disks, each kind once: how often and where does not count. */
function chances({ departures }: Tape): string[] {
  return [...new Set(departures.map(({ what }) => what))].filter((what) => !PROGRAMS.has(what)).sort();
}

/** Short, for the name of a file: 8 hexadecimal digits. */
export function shapeDigest(shape: string): string {
  return createHash("sha256").update(shape).digest("hex").slice(0, 8);
}

type Rename = (name: number) => number;

/**
 * Names nodes by the parts they have in what is done: lists of nodes and of links are in the order of their numbers, so
 * that who is named first in one says nothing.
 */
function byParts(deeds: readonly Deed[]): Rename {
  const named = [...new Set(deeds.flatMap(nodesNamedBy))];
  const parts = new Map(named.map((node) => [node, deeds.map((deed) => partOf(node, deed)).join("\n")]));
  // Those who have the same parts stay in the order in which they come.
  const inOrder = named.sort((one, other) => compare(parts.get(one)!, parts.get(other)!));
  return (node) => inOrder.indexOf(node) + 1;
}

/** What is done to this node, where all others are alike: those who come first are those who are hit first. */
function partOf(node: number, deed: Deed): string {
  const named = nodesNamedBy(deed);
  if (!named.includes(node)) return "~";
  return describe(
    renumbered(deed, (other) => (other === node ? 1 : 2)),
    () => 0,
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function byFirstAppearance(): Rename {
  const names = new Map<number, number>();
  return (node) => {
    const name = names.get(node) ?? names.size + 1;
    names.set(node, name);
    return name;
  };
}

/** The order of what is named does not count. */
function sorted(names: readonly (number | string)[]): string {
  return names.map(String).sort().join(" ");
}

/** What is done to whom, without times and amounts. */
function describe(deed: Deed, renameClient: Rename): string {
  switch (deed.kind) {
    case "submit":
      return `submit ${renameClient(deed.client!)}`;
    case "set-conditions":
      return `set-conditions ${Object.keys(deed.changes).sort().join(" ")} ${JSON.stringify(deed.scope)}`;
    case "partition": {
      const flaps = deed.shape === "flapping" ? " flapping" : "";
      return `partition${flaps} ${sorted(deed.links!.map(({ from, to }) => `${from}>${to}`))}`;
    }
    case "cut-off":
      return `cut-off ${sorted(deed.nodes)}`;
    case "clog":
      return `clog ${deed.from}>${deed.to}`;
    case "crash-after":
      return `crash-after ${deed.moment} ${deed.aim}`;
    case "recover":
      return `recover ${deed.node}`;
    case "appoint-liars":
      return `appoint-liars ${sorted(deed.liars as readonly number[])} ${deed.lies.join(" ")}`;
    case "instruct":
      return `instruct ${deed.node} ${JSON.stringify(deed.instruction)}`;
    case "heal":
    case "crash-all":
      return deed.kind;
    case "ambush":
      throw new Error("An ambush is on no tape: what it hit is.");
    default:
      return `${deed.kind} ${deed.aim}`;
  }
}

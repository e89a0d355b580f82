import { createHash } from "node:crypto";
import type { Deed } from "../../chaos/index.ts";
import { renumbered } from "../minimizer/renumbered.ts";
import type { TapeFile } from "../tape/tape-file.ts";

/**
 * What makes two failures the same cause: the invariant, the planted bug, and what was done, in order. When it was done,
 * for how long and how much of it does not count; nor which nodes it was done to, as long as they are the same ones in
 * the same places: nodes and clients are named by who comes first.
 */
export function shapeOf({ invariant, mutant, tape }: Pick<TapeFile, "invariant" | "mutant" | "tape">): string {
  const renameNode = byFirstAppearance();
  const renameClient = byFirstAppearance();
  const deeds = tape.deeds.map(({ deed }) => describe(renumbered(deed, renameNode), renameClient));
  return [invariant, mutant ?? "no mutant", ...deeds].join("\n");
}

/** Short, for the name of a file: 8 hexadecimal digits. */
export function shapeDigest(shape: string): string {
  return createHash("sha256").update(shape).digest("hex").slice(0, 8);
}

type Rename = (name: number) => number;

function byFirstAppearance(): Rename {
  const names = new Map<number, number>();
  return (node) => {
    const name = names.get(node) ?? names.size + 1;
    names.set(node, name);
    return name;
  };
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
      return `partition${flaps} ${deed.links!.map(({ from, to }) => `${from}>${to}`).join(" ")}`;
    }
    case "cut-off":
      return `cut-off ${deed.nodes.join(" ")}`;
    case "clog":
      return `clog ${deed.from}>${deed.to}`;
    case "crash-after":
      return `crash-after ${deed.moment} ${deed.aim}`;
    case "recover":
      return `recover ${deed.node}`;
    case "appoint-liars":
      return `appoint-liars ${JSON.stringify(deed.liars)} ${deed.lies.join(" ")}`;
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

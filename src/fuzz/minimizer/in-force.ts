import type { Deed } from "../../chaos/index.ts";
import { FOR_GOOD } from "../../chaos/index.ts";
import type { AimedDeed } from "./aimed-plan.ts";

/** Deeds that take the place of an earlier one of the same name, or end it. */
function subjectOf(deed: Deed): string | undefined {
  switch (deed.kind) {
    case "set-conditions":
      return `conditions ${JSON.stringify(deed.scope)}`;
    case "crash":
    case "crash-after":
    case "stop":
    case "fail-sync":
    case "fill-disk":
      return `down ${deed.aim}`;
    case "recover":
      return `down ${deed.node}`;
    case "pause":
    case "slow-node":
    case "slow-disk":
    case "set-clock-rate":
    case "damage-disk":
      return `${deed.kind} ${deed.aim}`;
    case "appoint-liars":
      return deed.kind;
    default:
      return undefined;
  }
}

/** What earlier deeds had left a cluster in at a time, as deeds that bring another there, all at one time. */
export function inForceAt(deeds: readonly AimedDeed[], sinceUs: number, atUs: number): AimedDeed[] {
  const lasting = new Map<string, AimedDeed>();
  let cuts: AimedDeed[] = [];
  for (const one of deeds) {
    if (one.atUs >= sinceUs) break;
    const { deed } = one;
    if (deed.kind === "heal") cuts = [];
    if (deed.kind === "partition" || deed.kind === "cut-off") cuts.push(one);
    const subject = subjectOf(deed);
    if (subject === undefined) continue;
    lasting.set(subject, merged(lasting.get(subject), one));
  }
  return [...lasting.values(), ...cuts].flatMap((one) => {
    const left = leftOf(one, sinceUs);
    return left === undefined ? [] : [{ ...one, atUs, deed: left }];
  });
}

function merged(before: AimedDeed | undefined, now: AimedDeed): AimedDeed {
  if (before?.deed.kind !== "set-conditions" || now.deed.kind !== "set-conditions") return now;
  return { ...now, deed: { ...now.deed, changes: { ...before.deed.changes, ...now.deed.changes } } };
}

/** Undefined if it is over by then. */
function leftOf({ atUs, deed }: AimedDeed, sinceUs: number): Deed | undefined {
  if (deed.kind === "recover") return undefined;
  if (!("forUs" in deed) || deed.forUs === FOR_GOOD) return deed;
  const forUs = atUs + deed.forUs - sinceUs;
  if (forUs <= 0) return undefined;
  return { ...deed, forUs };
}

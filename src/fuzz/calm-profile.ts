import { pick } from "../chaos/index.ts";
import type { Choices } from "../sim/index.ts";
import type { CalmPlan } from "./calm.ts";
import type { CalmKind } from "./left-behind.ts";
import type { Profile } from "./profile.ts";

/** How the storm of a seed ends: what it leaves behind, and what may be expected then. */

/** What may be expected of leaders and of outsiders when nothing is wrong any more. */
export function staysOf(profile: Profile): Pick<CalmPlan, "leadersStay" | "outsidersMayRun"> {
  return { leadersStay: canLeadersStay(profile), outsidersMayRun: isProtected(profile) };
}

/** From servers that cannot hear, or have no part in it any more (dissertation §4.2.3, §9.6). */
function isProtected({ settings }: Profile): boolean {
  return settings.preVote && settings.checkQuorum;
}

/** Heartbeats reach followers in time though one is late, a leader's clock is a tenth slow and a follower's fast. */
function canLeadersStay({ settings, network }: Profile): boolean {
  const latestUs = (settings.heartbeatIntervalUs * 10) / 9 + 5 * (network.latencyUs + network.jitterUs);
  return latestUs < (settings.electionTimeoutUs * 9) / 10;
}

/** What a storm did that may be left behind when it ends. */
interface Remains {
  readonly cuts: boolean;
  readonly crashes: boolean;
  readonly damagedNodes: number;
}

/**
 * A node that stays deaf, or a leader that crashes for good, needs a majority without it; and what is cut but can still
 * be heard by some needs a cluster that is protected from it (dissertation §4.2.3, §9.6).
 */
export function drawCalm(choices: Choices, profile: Profile, remains: Remains): CalmKind {
  const kind = pick(choices, ["whole", "whole", "deaf-leader", "bridge", "bare-quorum", "orphaned"] as const);
  const nodes = profile.settings.founders.length;
  const oneIsSpare = (nodes - remains.damagedNodes - 1) * 2 > nodes;
  switch (kind) {
    case "whole":
      return kind;
    case "deaf-leader":
      return remains.cuts && isProtected(profile) && oneIsSpare ? kind : "whole";
    case "bridge":
      return remains.cuts && isProtected(profile) ? kind : "whole";
    case "bare-quorum":
      return remains.crashes && remains.damagedNodes === 0 ? kind : "whole";
    case "orphaned":
      return remains.crashes && oneIsSpare ? kind : "whole";
  }
}

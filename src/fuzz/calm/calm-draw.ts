import { pick } from "../../chaos/index.ts";
import { type Choices, type NetworkProfile, purposeNumber } from "../../sim/index.ts";
import type { NodeSettings } from "../../sut/index.ts";
import type { CalmPlan } from "./calm-plan.ts";
import type { CalmKind } from "./left-behind.ts";

const STRAGGLER = purposeNumber("straggler");

/** So many of the calms that would end every fault leave a follower behind. */
const STRAGGLERS_PER_MILLION = 333_333;

/** What a storm did that may be left behind when it ends. */
interface Remains {
  readonly cuts: boolean;
  readonly crashes: boolean;
  readonly damagedNodes: number;
}

/** What a calm depends on of all that was drawn. */
interface Drawn {
  readonly settings: NodeSettings;
  readonly network: NetworkProfile;
}

/** How the storm ends. */
export function drawCalm(choices: Choices, drawn: Drawn, remains: Remains): CalmKind {
  const kind = drawRemainder(choices, drawn, remains);
  const canStraggle = kind === "whole" && remains.crashes && hasOneToSpare(drawn, remains);
  return canStraggle && choices.chance(STRAGGLER, 0, STRAGGLERS_PER_MILLION) ? "straggler" : kind;
}

/**
 * A node that stays deaf, or a leader that crashes for good, needs a majority without it; and what is cut but can still
 * be heard by some needs a cluster that is protected from it (dissertation §4.2.3, §9.6).
 */
function drawRemainder(choices: Choices, drawn: Drawn, remains: Remains): CalmKind {
  const kind = pick(choices, ["whole", "whole", "deaf-leader", "bridge", "bare-quorum", "orphaned"] as const);
  const oneIsSpare = hasOneToSpare(drawn, remains);
  switch (kind) {
    case "whole":
      return kind;
    case "deaf-leader":
      return remains.cuts && isProtected(drawn) && oneIsSpare ? kind : "whole";
    case "bridge":
      return remains.cuts && isProtected(drawn) ? kind : "whole";
    case "bare-quorum":
      return remains.crashes && remains.damagedNodes === 0 ? kind : "whole";
    case "orphaned":
      return remains.crashes && oneIsSpare ? kind : "whole";
  }
}

function hasOneToSpare({ settings }: Drawn, { damagedNodes }: Remains): boolean {
  const nodes = settings.founders.length;
  return (nodes - damagedNodes - 1) * 2 > nodes;
}

/** What may be expected of leaders and of outsiders when nothing is wrong any more. */
export function staysOf(drawn: Drawn): Pick<CalmPlan, "leadersStay" | "outsidersMayRun"> {
  return { leadersStay: canLeadersStay(drawn), outsidersMayRun: isProtected(drawn) };
}

/** From servers that cannot hear, or have no part in it any more (dissertation §4.2.3, §9.6). */
function isProtected({ settings }: Drawn): boolean {
  return settings.preVote && settings.checkQuorum;
}

/** Heartbeats reach followers in time though one is late, a leader's clock is a tenth slow and a follower's fast. */
function canLeadersStay({ settings, network }: Drawn): boolean {
  const latestUs = (settings.heartbeatIntervalUs * 10) / 9 + 5 * (network.latencyUs + network.jitterUs);
  return latestUs < (settings.electionTimeoutUs * 9) / 10;
}

import type { Operation } from "../../chaos/index.ts";
import { newestLeader } from "../by-hand/aiming.ts";
import { type Cluster, viewOf } from "../cluster.ts";

const MOST_BLOWS = 3;

type Draw = (bound: number) => number;

/** A few things that happen at once to a node that is in the middle of something, or to those around it. */
export function drawBlows(cluster: Cluster, victim: number, draw: Draw): Operation[] {
  const blows = 1 + draw(MOST_BLOWS);
  return Array.from({ length: blows }, () => drawBlow(cluster, victim, draw));
}

/** Either about as long as a message or a sync takes, or as long as it takes to elect another leader. */
function drawDurationUs(draw: Draw): number {
  return draw(3) === 0 ? 1 + draw(2 ** (10 + draw(7))) : 150_000 + draw(2 ** (16 + draw(5)));
}

function drawBlow(cluster: Cluster, victim: number, draw: Draw): Operation {
  const leader = newestLeader(cluster) ?? victim;
  const hit = draw(3) === 0 ? leader : victim;
  const forUs = drawDurationUs(draw);
  const other = leader !== hit && draw(2) === 0 ? leader : drawPeer(cluster, hit, draw);
  switch (draw(9)) {
    case 0:
    case 1:
      return { kind: "crash", aim: hit, forUs };
    case 2:
    case 3:
      return { kind: "cut-off", nodes: [hit], forUs };
    case 4:
      return { kind: "cut-off", nodes: drawMinority(cluster, hit, draw), forUs };
    case 5:
      return { kind: "pause", aim: hit, forUs };
    case 6:
      return { kind: "clog", from: hit, to: other, forUs };
    case 7:
      return { kind: "clog", from: other, to: hit, forUs };
    default:
      return { kind: "slow-disk", aim: hit, addedMinUs: 1_000, addedMaxUs: 50_000, forUs };
  }
}

function drawPeer(cluster: Cluster, node: number, draw: Draw): number {
  return 1 + ((node + draw(cluster.nodes - 1)) % cluster.nodes);
}

/** The node and some of those that vote with it, so many that a bare majority is left. */
function drawMinority(cluster: Cluster, node: number, draw: Draw): number[] {
  const voters = viewOf(cluster, node)?.configuration.voters ?? [];
  const rest = voters.filter((voter) => voter !== node);
  const drawn = [node];
  while (drawn.length < Math.floor((voters.length - 1) / 2)) drawn.push(...rest.splice(draw(rest.length), 1));
  return drawn;
}

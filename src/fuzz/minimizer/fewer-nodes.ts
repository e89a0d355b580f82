import { entriesOf } from "../tape/tape.ts";
import type { AimedDeed } from "./aimed-plan.ts";
import type { Search } from "./search.ts";
import { deedWithout, setupWithout } from "./without-node.ts";

/** A smaller cluster is another one: what breaks in it may need other moments. */
const OTHER_TIMINGS = 8;

/** With fewer there is nobody to agree with: who reads of a bug in replication is puzzled. */
const FEWEST_NODES = 3;

/** Spares are taken away first, then founders: but below three nodes only those that take entries of the tape with them. */
export function fewerNodes(search: Search): void {
  const { nodes, profile } = search.best.candidate.setup;
  for (let node = nodes + profile.spares; node >= 1; node--) tryWithout(search, node);
}

function tryWithout(search: Search, node: number): void {
  const { deeds, setup } = search.best.candidate;
  const damagedNodes = new Set(deeds.flatMap(({ deed }) => (deed.kind === "damage-disk" ? [deed.aim] : []))).size;
  const smaller = setupWithout(setup, node, damagedNodes);
  if (smaller === undefined) return;
  const rest = deeds.flatMap((one) => deedWithoutNode(one, node));
  const { nodes, profile } = smaller;
  const entries = entriesOf(search.best.tape);
  const isFew = nodes + profile.spares < FEWEST_NODES;
  search.improve({ setup: smaller, deeds: rest }, OTHER_TIMINGS, isFew ? entries - 1 : Number.MAX_SAFE_INTEGER);
}

function deedWithoutNode(one: AimedDeed, node: number): AimedDeed[] {
  const deed = deedWithout(one.deed, node);
  if (deed === undefined) return [];
  const leader = one.leader === node ? 0 : one.leader > node ? one.leader - 1 : one.leader;
  return [{ ...one, leader, deed }];
}

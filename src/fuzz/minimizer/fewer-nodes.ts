import { entriesOf } from "../tape/tape.ts";
import type { AimedDeed } from "./aimed-plan.ts";
import { hasFewNodes } from "./easier.ts";
import type { Search } from "./search.ts";
import type { Timing } from "./timing.ts";
import { deedWithout, departuresWithout, setupWithout } from "./without-node.ts";

/** A smaller cluster is another one: what breaks in it may need other moments. More are tried where nodes are too many. */
const OTHER_TIMINGS = 8;
const OTHERS_FOR_MANY = 60;

/** With fewer there is nobody to agree with: who reads of a bug in replication is puzzled. */
const FEWEST_NODES = 3;

/** Spares are taken away first, then founders; three stay. */
export function fewerNodes(search: Search): void {
  for (const node of allOf(search)) {
    if (allOf(search).length > FEWEST_NODES) tryWithout(search, node, Number.MAX_SAFE_INTEGER);
  }
}

/** Fewer than three, where each that goes takes entries of the tape with it. */
export function hardlyAnyNodes(search: Search): void {
  for (const node of allOf(search)) tryWithout(search, node, entriesOf(search.best.tape) - 1);
}

/** The last first. */
function allOf({ best }: Search): number[] {
  return best.candidate.setup.profile.clocks.map((_, place) => place + 1).reverse();
}

function tryWithout(search: Search, node: number, mostEntries: number): void {
  const { deeds, setup, timing } = search.best.candidate;
  const damagedNodes = new Set(deeds.flatMap(({ deed }) => (deed.kind === "damage-disk" ? [deed.aim] : []))).size;
  const smaller = setupWithout(setup, node, damagedNodes);
  if (smaller === undefined) return;
  const rest = deeds.flatMap((one) => deedWithoutNode(one, node));
  search.improve(
    { setup: smaller, deeds: rest, timing: timingWithout(timing, node) },
    hasFewNodes(search.best.tape) ? OTHER_TIMINGS : OTHERS_FOR_MANY,
    mostEntries,
  );
}

function deedWithoutNode(one: AimedDeed, node: number): AimedDeed[] {
  const deed = deedWithout(one.deed, node);
  if (deed === undefined) return [];
  const leader = one.leader === node ? 0 : one.leader > node ? one.leader - 1 : one.leader;
  return [{ ...one, leader, deed }];
}

function timingWithout(timing: Timing, node: number): Timing {
  return timing.kind === "drawn" ? timing : { ...timing, departures: departuresWithout(timing.departures, node) };
}

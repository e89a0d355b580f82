import type { AimedDeed } from "./aimed-plan.ts";
import type { Candidate } from "./candidate.ts";
import { renumbered } from "./renumbered.ts";

/** The candidate in a cluster that was founded by these of its nodes: they get the lowest numbers, and others are spares. */
export function withFounders(candidate: Candidate, voters: readonly number[]): Candidate {
  const { deeds, setup } = candidate;
  const { profile } = setup;
  const all = profile.clocks.map((_, place) => place + 1);
  const isAsBefore = voters.length === setup.nodes && voters.every((node) => node <= setup.nodes);
  if (isAsBefore) return candidate;
  const order = [...all.filter((node) => voters.includes(node)), ...all.filter((node) => !voters.includes(node))];
  const numberOf = (node: number): number => order.indexOf(node) + 1;
  return {
    ...candidate,
    deeds: deeds.map((one) => renumberedDeed(one, numberOf)),
    setup: {
      ...setup,
      nodes: voters.length,
      profile: {
        ...profile,
        spares: all.length - voters.length,
        settings: { ...profile.settings, founders: voters.map((_, place) => place + 1) },
        clocks: order.map((node) => profile.clocks[node - 1]!),
      },
    },
  };
}

function renumberedDeed(one: AimedDeed, numberOf: (node: number) => number): AimedDeed {
  return { ...one, leader: numberOf(one.leader), deed: renumbered(one.deed, numberOf) };
}

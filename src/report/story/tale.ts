import type { Causes } from "../../fuzz/chronicle/causes.ts";
import type { Chronicle, Fact } from "../../fuzz/chronicle/chronicle.ts";
import type { Item, Plain } from "./item.ts";
import { narrate } from "./narrate.ts";
import { sentence } from "./sentences.ts";
import { standingInWords } from "./standing.ts";

/**
 * What may be left out of a tale that is too long, the first first. Telling is what happens to the entries of which the
 * facts tell that contradict each other, and who stood for election in vain; grave are crashes, votes and leaders.
 */
export type Weight = "aside" | "routine" | "notable" | "telling" | "grave" | "deed" | "contradiction";

/** A line of what led to a violation. */
export interface TaleLine {
  readonly atUs: number;
  /** The steps that it tells of, in their order. */
  readonly steps: readonly number[];
  readonly text: string;
  readonly weight: Weight;
  /** It tells of how it broke. */
  readonly isBreach: boolean;
}

/** What led to the violation, line by line; of nodes that did not come to rest, at the end how they stand. */
export function taleOf(chronicle: Chronicle, causes: Causes): TaleLine[] {
  const { contradicting, standstill, steps } = causes;
  const { violationStep } = chronicle;
  const atStake = indexesOf(contradicting.flatMap((step) => chronicle.steps[step]!.facts));
  const isAny = (item: Item, some: readonly number[]) => item.steps.some((step) => some.includes(step));
  const items = narrate(chronicle, steps, contradicting).flatMap((item): TaleLine[] => {
    const contradicts = standstill === undefined && isAny(item, contradicting);
    // What a client is told leads nowhere.
    if (item.kind === "plain" && item.about === "answer" && !contradicts) return [];
    return [
      {
        atUs: item.atUs,
        steps: item.steps,
        text: sentence(item),
        weight: contradicts ? "contradiction" : weightOf(item, atStake),
        isBreach: contradicts && isAny(item, [violationStep]),
      },
    ];
  });
  if (standstill === undefined) return items;
  const { atUs } = chronicle.violation!;
  const standing = standingInWords(chronicle, standstill).map((text): TaleLine => {
    return { atUs, steps: [violationStep], text, weight: "contradiction", isBreach: true };
  });
  return [...items, ...standing];
}

/** The places in the log of which facts tell. */
function indexesOf(facts: readonly Fact[]): ReadonlySet<number> {
  return new Set(facts.flatMap(({ args, name }) => (OF_AN_INDEX.includes(name) ? [Number(args[1])] : [])));
}

const OF_AN_INDEX: readonly Fact["name"][] = ["appended", "committed", "applied", "entryPersisted", "snapshotTaken"];

const WEIGHTS_OF_PLAIN: Readonly<Record<Plain["about"], Weight>> = {
  answer: "aside",
  consequence: "aside",
  node: "grave",
  deed: "deed",
};

function weightOf(item: Item, atStake: ReadonlySet<number>): Weight {
  switch (item.kind) {
    case "election":
      return item.leads || item.ahead.length > 0 ? "grave" : "telling";
    case "lost-elections":
      return "telling";
    case "accession":
    case "alike":
      return "grave";
    case "plain":
      return WEIGHTS_OF_PLAIN[item.about];
    case "replication":
    case "catching":
      if (item.entries.some(({ index }) => atStake.has(index))) return "telling";
      if (item.kind === "catching") return item.dropped.length > 0 ? "telling" : "routine";
      return item.entries.some(({ isEmpty, members }) => isEmpty || members !== "") ? "notable" : "routine";
    case "commitment":
      return item.olderTerm > 0 ? "telling" : "routine";
    case "saving":
      return "routine";
  }
}

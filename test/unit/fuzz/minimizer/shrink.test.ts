import { describe, expect, test } from "vitest";
import type { TimedDeed } from "../../../../src/chaos/index.ts";
import type { Candidate } from "../../../../src/fuzz/minimizer/candidate.ts";
import { Effort } from "../../../../src/fuzz/minimizer/effort.ts";
import { Search } from "../../../../src/fuzz/minimizer/search.ts";
import { shrink } from "../../../../src/fuzz/minimizer/shrink.ts";
import type { Found, Laboratory } from "../../../../src/fuzz/minimizer/trial.ts";
import { ordinaryProfile } from "../../../../src/fuzz/profile/ordinary-profile.ts";
import type { Setup } from "../../../../src/fuzz/tape/tape.ts";
import type { Departure } from "../../../../src/sim/index.ts";
import { smallTape } from "../tape/small-tape.ts";
import { candidateOf } from "./fake-search.ts";

/** A choice of each node departs from the default. */
const DEPARTURES = [1, 2, 3, 4, 5].map(
  (node): Departure => ({ what: "program-seed", where: node, ordinal: 0, came: 7 }),
);
const DEEDS: readonly TimedDeed[] = [
  { atUs: 1_000_000, deed: { kind: "crash", aim: 0, forUs: 50_000 } },
  { atUs: 3_000_000, deed: { kind: "submit", client: 0 } },
];

/** Five nodes, which nothing is special about. */
const setup: Setup = { ...smallTape.setup, nodes: 5, profile: ordinaryProfile(5, 0) };
const whole = candidateOf(DEEDS, { setup, timing: { kind: "taped", departures: DEPARTURES } });

/** What departs in a run: as it is told, and as many choices more as the level at which they are drawn. */
function departuresIn({ timing }: Candidate): readonly Departure[] {
  if (timing.kind === "taped") return timing.departures;
  const drawn = Array.from({ length: timing.level }, (_, ordinal): Departure => {
    return { what: "message-latency", where: 1, ordinal, came: timing.salt };
  });
  return timing.kind === "drawn" ? drawn : [...timing.departures, ...drawn];
}

/** Nothing is played: the invariant breaks a tenth of a second after the last deed. */
function foundOn(candidate: Candidate): Found {
  const { deeds, setup } = candidate;
  const endsAtUs = 100_000 + (deeds.at(-1)?.atUs ?? 0);
  const tape = { setup, deeds: deeds.map(({ atUs, deed }) => ({ atUs, deed })), departures: departuresIn(candidate) };
  const violation = { invariant: "election-safety", event: 10, atUs: endsAtUs, nodes: [1], message: "it broke" };
  const found = { candidate: { ...candidate, endsAtUs }, tape: { ...tape, endsAtUs } };
  return { ...found, violation, isFirst: true, events: 10, messages: 10 };
}

/** What is left of a candidate where the bug is there as long as this is true. */
function shrunk(first: Candidate, hasBug: (candidate: Candidate) => boolean): Found {
  const effort = new Effort(10_000_000, Number.MAX_SAFE_INTEGER, undefined);
  const attempt = (candidate: Candidate): Found | undefined => {
    effort.check();
    effort.spend(10);
    return hasBug(candidate) ? foundOn(candidate) : undefined;
  };
  const search = new Search({ attempt, effort } as unknown as Laboratory, foundOn(first), () => {});
  shrink(search);
  return search.best;
}

const kindsOf = ({ deeds }: Candidate) => deeds.map(({ deed }) => deed.kind);

test("of what the bug does not need three nodes are left, and nothing else", () => {
  const { tape } = shrunk(whole, () => true);
  expect(tape).toMatchObject({ deeds: [], departures: [], setup: { nodes: 3 } });
});

test("deeds go one by one, and the time before those that stay", () => {
  const { tape } = shrunk(whole, (candidate) => kindsOf(candidate).includes("submit"));
  expect(tape.deeds).toEqual([{ ...DEEDS[1], atUs: 0 }]);
  expect(tape.endsAtUs).toBe(100_000);
});

test("so does the time before a calm", () => {
  const calmed = { ...whole, calmAtUs: 4_500_000 };
  const { candidate } = shrunk(calmed, (candidate) => kindsOf(candidate).length === 2);
  expect(candidate.deeds.map(({ atUs }) => atUs)).toEqual([0, 0]);
  expect(candidate.calmAtUs).toBe(0);
});

test("choices that depart go one by one", () => {
  const needed = DEPARTURES[1]!;
  const { tape } = shrunk(whole, (candidate) => departuresIn(candidate).some(({ where }) => where === needed.where));
  expect(tape.departures).toEqual([needed]);
});

test("the last nodes go where each takes entries along", () => {
  const { tape } = shrunk(whole, (candidate) => {
    return candidate.timing.kind === "taped" && candidate.timing.departures.length === candidate.setup.nodes;
  });
  expect(tape).toMatchObject({ departures: DEPARTURES.slice(0, 1), setup: { nodes: 1 } });
});

test("what could go only after something else had gone goes then", () => {
  // Only among two nodes the bug needs nothing that departs, and these are left when the choices have been tried.
  const { tape } = shrunk(whole, ({ timing, setup: { nodes } }) => {
    return timing.kind === "taped" && (nodes === 2 || (nodes > 2 && timing.departures.length === nodes));
  });
  expect(tape).toMatchObject({ departures: [], setup: { nodes: 2 } });
});

test.each([0, 1, 2])("all choices that the bug hangs on are drawn anew, as few as can be: at level %i", (level) => {
  const { tape } = shrunk(whole, ({ timing }) => {
    if (timing.kind !== "drawn") return timing.departures.length === DEPARTURES.length;
    // Not every timing of a level will do.
    return timing.level >= level && (level === 0 || timing.salt % 10 === 7);
  });
  expect(tape.departures).toHaveLength(level);
});

test("what takes time takes as long as it did on the average, where it cannot take as long as it ordinarily does", () => {
  const network = { ...setup.profile.network, latencyUs: 2_000, jitterUs: 4_000 };
  const slow = { ...whole, setup: { ...setup, profile: { ...setup.profile, network } } };
  const { candidate } = shrunk(slow, ({ setup: { profile } }) => {
    return profile.network.latencyUs + profile.network.jitterUs / 2 === 4_000;
  });
  expect(candidate.setup.profile.network).toMatchObject({ latencyUs: 4_000, jitterUs: 0 });
});

describe("settings are ordinary", () => {
  const settings = { ...setup.profile.settings, preVote: false, keptEntries: 0 };
  const special = { ...whole, setup: { ...setup, profile: { ...setup.profile, settings } } };
  const settingsOf = (candidate: Candidate) => candidate.setup.profile.settings;

  test("but for those that the bug needs", () => {
    const { candidate } = shrunk(special, (candidate) => settingsOf(candidate).keptEntries === 0);
    expect(settingsOf(candidate)).toMatchObject({ preVote: true, keptEntries: 0 });
  });

  test("also where none of them can be on its own", () => {
    const { candidate } = shrunk(special, (candidate) => {
      return settingsOf(candidate).preVote === settingsOf(candidate).keptEntries > 0;
    });
    expect(settingsOf(candidate)).toEqual({ ...setup.profile.settings, founders: [1, 2, 3] });
  });
});

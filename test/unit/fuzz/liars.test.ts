import { describe, expect, it } from "vitest";
import type { Judge } from "../../../invariants/index.ts";
import type { Cluster } from "../../../src/fuzz/cluster.ts";
import type { StampedRequest } from "../../../src/machine/index.ts";
import type { Entry } from "../../../src/raft/index.ts";
import { LIES, type Lie } from "../../../src/sut/index.ts";
import type { NodeImage } from "../../../src/sut/node-image.ts";
import { liarsOf, passRounds, ROUNDS, startStorm, weather } from "./liar-storm.ts";

const SEEDS = Array.from({ length: 40 }, (_, place) => place + 1);

interface Bite {
  readonly lies: readonly Lie[];
  /** What falls in some of the seeds. */
  readonly breaks: readonly string[];
}

const BITES: readonly Bite[] = [
  { lies: ["equivocate"], breaks: ["log-matching", "state-machine-safety", "durability"] },
  { lies: ["lie-votes"], breaks: ["commit-quorum", "election-quorum", "leader-completeness", "durability"] },
  { lies: ["fake-leader"], breaks: ["acknowledged-leader", "state-machine-safety", "log-matching", "durability"] },
  { lies: ["fake-leader", "lie-votes"], breaks: ["election-quorum", "acknowledged-leader", "durability"] },
];

const HARMLESS: readonly Lie[] = ["corrupt-log", "silent-drop"];

function summaryOf(cluster: Cluster): unknown {
  const { witness, eventCount, tallies } = cluster;
  const { violations, fallen, counts } = witness;
  const fingerprint = cluster.fingerprint();
  return { eventCount, fingerprint, tallies, violations, fallen, counts, facts: witness.nodeFacts() };
}

function namesOf(violations: Judge["violations"]): string[] {
  return violations.map(({ invariant }) => invariant);
}

/** The applied commands of a node's log, those that liars made up among them. */
function appliedCommands(cluster: Cluster, node: number): Entry[] {
  const image = cluster.process(node).image as NodeImage;
  const { appliedIndex } = cluster.witness.nodeFacts()[node - 1]!;
  const { baseIndex } = image;
  return Array.from({ length: appliedIndex - baseIndex }, (_, place) => image.entryAt(baseIndex + 1 + place)).filter(
    ({ kind }) => kind === "command",
  );
}

describe.each(BITES)("liars that tell $lies", ({ lies, breaks }) => {
  const storms = SEEDS.map((seed) => weather({ seed, lies, expects: "promises", canLie: true }));

  it("break what only a cluster without liars keeps, in many seeds and in all the ways they can", () => {
    const fallen = storms.map(({ cluster }) => namesOf(cluster.witness.fallen));
    expect(fallen.filter((names) => names.length > 0).length).toBeGreaterThan(SEEDS.length / 4);
    for (const name of breaks) expect(fallen.some((names) => names.includes(name))).toBe(true);
  });

  it("break nothing that an honest node promises alone, and drive no node into a contradiction", () => {
    for (const { cluster, failure } of storms) {
      expect(failure).toBeUndefined();
      expect(cluster.witness.violations).toEqual([]);
    }
  });

  // In 200 seeds at least 110 where nothing fell; once nodes have committed different entries, it may come to a halt.
  it("leave the cluster at work, until they have set its nodes against each other", () => {
    for (const { cluster } of storms) {
      const { counts, fallen } = cluster.witness;
      expect(counts.entriesCommitted).toBeGreaterThan(fallen.length === 0 ? 100 : 10);
    }
  });

  it("are counted by what they told", () => {
    for (const lie of LIES) {
      const told = storms.filter(({ cluster }) => cluster.tallies.has(lie)).length;
      if (lies.includes(lie)) expect(told).toBeGreaterThan(SEEDS.length / 4);
      else expect(told).toBe(0);
    }
  });
});

it.each(HARMLESS)("liars that tell %s, often, break nothing at all", (lie) => {
  let told = 0;
  let caught = 0;
  for (const seed of SEEDS) {
    const { cluster, failure } = weather({ seed, lies: [lie], expects: "safety", canLie: true });
    expect(failure).toBeUndefined();
    expect(cluster.witness.violations).toEqual([]);
    told += cluster.tallies.get(lie) ?? 0;
    caught += cluster.network.counters.corrupted;
  }
  expect(told).toBeGreaterThan(10 * SEEDS.length);
  if (lie === "corrupt-log") expect(caught).toBeGreaterThan(told / 2);
});

it("honest nodes are judged the same whether or not they could lie: every event is the same", () => {
  for (const seed of SEEDS.slice(0, 10)) {
    const [honest, able] = [false, true].map((canLie) =>
      summaryOf(weather({ seed, lies: [], expects: "safety", canLie }).cluster),
    );
    expect(able).toEqual(honest);
    const lying = summaryOf(weather({ seed, lies: ["silent-drop"], expects: "safety", canLie: true }).cluster);
    expect(lying).not.toEqual(honest);
  }
});

it.each([...LIES.map((lie) => [lie]), LIES])(
  "forked among liars (%s), a cluster goes on identically in both copies",
  (...lies) => {
    for (const seed of SEEDS.slice(0, 10)) {
      const storm = { seed, lies, expects: "promises", canLie: true } as const;
      const original = startStorm(storm);
      passRounds(original, storm, 0, ROUNDS / 2);
      const [copy, elsewhere] = [original.fork(), original.fork()];
      passRounds(elsewhere, { ...storm, seed: seed + 1 }, ROUNDS / 2, ROUNDS);
      passRounds(copy, storm, ROUNDS / 2, ROUNDS);
      passRounds(original, storm, ROUNDS / 2, ROUNDS);
      const whole = summaryOf(weather(storm).cluster);
      expect(summaryOf(elsewhere)).not.toEqual(whole);
      expect(summaryOf(copy)).toEqual(whole);
      expect(summaryOf(original)).toEqual(whole);
    }
  },
);

it("what liars made up is applied like anything else, and counts for nobody", () => {
  let madeUp = 0;
  for (const seed of SEEDS) {
    const { cluster } = weather({ seed, lies: ["fake-leader", "equivocate"], expects: "promises", canLie: true });
    const { history } = cluster.witness;
    const commands = new Map<string, unknown>();
    for (let position = 0; position < history.length; position++) {
      const { client, sequence, command } = history.at(position);
      commands.set(`${client}.${sequence}`, command);
    }
    expect(cluster.witness.commandsCarriedOut(Number.MAX_SAFE_INTEGER)).toBeLessThanOrEqual(history.length);
    for (const node of [1, 2, 3, 4, 5].filter((id) => cluster.isUp(id) && !liarsOf(seed).includes(id))) {
      for (const { data } of appliedCommands(cluster, node)) {
        const { asked } = data as StampedRequest;
        if (asked.kind === "registration") continue;
        const { client, sequence, command } = asked;
        if (command !== commands.get(`${client}.${sequence}`)) madeUp++;
      }
    }
  }
  expect(madeUp).toBeGreaterThan(SEEDS.length);
});

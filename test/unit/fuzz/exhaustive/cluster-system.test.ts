import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Judge } from "../../../../invariants/index.ts";
import { canonicalName } from "../../../../src/fuzz/exhaustive/canonical.ts";
import { ClusterSystem } from "../../../../src/fuzz/exhaustive/cluster-system.ts";
import { Exploration } from "../../../../src/fuzz/exhaustive/exploration.ts";
import { HostedNode, type Letter } from "../../../../src/fuzz/exhaustive/hosted-node.ts";
import {
  isSlow,
  kindOf,
  type MoveKind,
  nodeOfPair,
  peerOfPair,
  whichOf,
} from "../../../../src/fuzz/exhaustive/move.ts";
import { SUPPLIED } from "../../../../src/fuzz/exhaustive/observed-names.ts";
import { createRecorder, type Observed, tell } from "../../../../src/fuzz/exhaustive/recorder.ts";
import { QUIET, type Scope, usualScopes } from "../../../../src/fuzz/exhaustive/scope.ts";
import { type Findings, Search } from "../../../../src/fuzz/exhaustive/search.ts";
import { settingsOf } from "../../../../src/fuzz/exhaustive/settings.ts";
import type { System, Visit } from "../../../../src/fuzz/exhaustive/system.ts";
import { appointFor } from "../../../../src/fuzz/exhaustive/verdicts.ts";
import { createRegistration, KeyValueMachine } from "../../../../src/machine/index.ts";
import type { Message } from "../../../../src/raft/index.ts";
import * as core from "../../../../src/sut/core.ts";
import { RaftHost } from "../../../../src/sut/index.ts";
import { startedBy } from "../other-core.ts";

function searched(system: System): Findings {
  const search = new Search(system);
  while (!search.advance(1000));
  return search.findings;
}

function explored(nodes: number, budget: Partial<Scope> = {}): Findings {
  return searched(new ClusterSystem(core, { ...QUIET, nodes, commands: 0, ...budget }));
}

describe("a cluster without time", () => {
  test("of one node has two states: it follows nobody, and it leads", () => {
    expect(explored(1)).toMatchObject({ ending: "exhausted", cores: 2, expanded: 2, moves: 1, depth: 1 });
  });

  test("of one node has another for each command", () => {
    expect(explored(1, { commands: 3 })).toMatchObject({ ending: "exhausted", cores: 5, moves: 4, depth: 4 });
  });

  test("of one node that may crash once has one more: it is back in term 1, and no timer is left to fire", () => {
    // A node that never ran does not change when it crashes.
    expect(explored(1, { crashes: 1 })).toMatchObject({ ending: "exhausted", cores: 3, depth: 2 });
  });

  test("of one node whose disk is slow once has one for each write that is durable", () => {
    // The timer writes the term: at once, and then the rest is as ever; or slowly. When that write is synced it leads, and
    // its first entry is a write behind it, which is synced too.
    expect(explored(1, { slowSyncs: 1 })).toMatchObject({ ending: "exhausted", cores: 5, depth: 3 });
  });

  test("of two nodes goes one way, but for what arrives late", () => {
    // It never ran; n1 stands; n2 votes; n1 leads; n2 stores its entry; n1 commits it; n2 commits it.
    expect(explored(2)).toMatchObject({ ending: "exhausted", cores: 7 });
  });

  test("comes to the same states whatever the order of moves", () => {
    const scope = { ...QUIET, nodes: 3, commands: 1 };
    const backwards = new ClusterSystem(core, scope);
    const system: System = {
      start: backwards.start,
      coreLength: backwards.coreLength,
      expand: (state, visit) => {
        const told: Parameters<typeof visit>[] = [];
        backwards.expand(state, (move, next, broken) => void told.push([move, next.slice(), broken]));
        for (const one of told.reverse()) visit(...one);
      },
    };
    const { cores, ending } = searched(system);
    expect({ cores, ending }).toEqual({ cores: explored(3, { commands: 1 }).cores, ending: "exhausted" });
  });

  test("is the same a second time, to the last move", () => {
    const once = explored(3, { crashes: 1, slowSyncs: 1 });
    expect(explored(3, { crashes: 1, slowSyncs: 1 })).toEqual(once);
    expect(once.cores).toBeGreaterThan(100);
  });

  test("breaks nowhere in the usual scopes of two nodes", () => {
    for (const scope of usualScopes(2, 2)) {
      expect(searched(new ClusterSystem(core, scope)).ending, JSON.stringify(scope)).toBe("exhausted");
    }
  });
});

/** The same system, which counts the moves that it tells of by what they are. */
function counting(system: System, counts: Partial<Record<MoveKind["name"], number>>): System {
  const expand = (state: readonly number[], visit: Visit): void =>
    system.expand(state, (move, next, broken) => {
      const { name } = kindOf(move);
      counts[name] = (counts[name] ?? 0) + 1;
      visit(move, next, broken);
    });
  return { start: system.start, coreLength: system.coreLength, expand };
}

/** Whoever changes what is told apart of nodes, judges and the network changes these figures, and must know why. */
describe("a small scope has so many states, so deep, and so many moves of each kind", () => {
  test.each([
    [{ nodes: 2, timeouts: 2 }, 66, 18, { "time out": 10, deliver: 140 }],
    [
      { nodes: 2, commands: 1, crashes: 1, slowSyncs: 1 },
      249,
      13,
      { "time out": 2, deliver: 524, ask: 26, sync: 86, crash: 83 },
    ],
    [
      { nodes: 2, commands: 1, heartbeats: 1, drops: 1 },
      141,
      16,
      { "time out": 1, deliver: 390, ask: 27, heartbeat: 25, drop: 48 },
    ],
    [{ nodes: 2, commands: 2, open: 2 }, 45, 17, { "time out": 1, deliver: 128, ask: 10 }],
    [{ nodes: 3, commands: 1 }, 396, 19, { "time out": 1, deliver: 2676, ask: 64 }],
    // What can arrive is more than one word holds, and in some states more than in others.
    [{ nodes: 2, commands: 3, open: 3 }, 157, 23, { "time out": 1, deliver: 2566, ask: 86 }],
    [{ nodes: 3, commands: 1, drops: 1 }, 1910, 22, { "time out": 1, deliver: 19185, ask: 264, drop: 1718 }],
    // It is more than two words hold, and more than three.
    [{ nodes: 3, commands: 2 }, 2489, 27, { "time out": 1, deliver: 53656, ask: 904 }],
    [
      { nodes: 2, commands: 2, timeouts: 2, heartbeats: 1 },
      1443,
      32,
      { "time out": 128, deliver: 8602, ask: 532, heartbeat: 316 },
    ],
  ])("%j", (scope, states, depth, moves) => {
    const counts = {};
    const findings = searched(counting(new ClusterSystem(core, { ...QUIET, commands: 0, ...scope }), counts));
    expect(findings).toMatchObject({ ending: "exhausted", cores: states, depth });
    expect(counts).toEqual(moves);
  });
});

/** A move as a person would name it. */
function wordsOf({ steps }: ClusterSystem, move: number): string {
  const { name } = kindOf(move);
  const which = whichOf(move);
  if (name === "drop") return `drop ${nodeOfPair(which)}->${peerOfPair(which)}`;
  if (name !== "deliver") return `${name} ${which}`;
  const { from, payload, to } = steps.letters.at(which);
  return `${(payload as Message).kind} ${from}->${to}`;
}

/** What can happen in a state, and the state that it makes. */
function movesIn(system: ClusterSystem, state: readonly number[]): { words: string; next: readonly number[] }[] {
  const moves: { words: string; next: readonly number[] }[] = [];
  system.expand(state, (move, next) => void moves.push({ words: wordsOf(system, move), next: next.slice() }));
  return moves;
}

test("a leader may be asked, send what it says again, crash, and notice that whoever follows it lost something", () => {
  // The second to stand for election wins it: there is one before it, and one behind.
  const budget = { commands: 1, crashes: 1, drops: 1, heartbeats: 1, timeouts: 2 };
  const system = new ClusterSystem(core, { ...QUIET, nodes: 3, ...budget });
  const elected = ["time out 1", "time out 2", "vote-request 2->3", "vote-response 3->2"];
  const followed = ["append-request 2->1", "append-response 1->2", "append-request 2->3", "append-response 3->2"];
  const state = [...elected, ...followed].reduce(
    (before: readonly number[], wanted) => movesIn(system, before).find(({ words }) => words === wanted)!.next,
    system.start,
  );
  const asked = ["vote-request 1->2", "vote-request 1->3", "vote-request 2->1", "vote-request 2->3"];
  expect(movesIn(system, state).map(({ words }) => words)).toEqual([
    // What voters are asked may come again, and the first follower is told what the leader commits.
    ...asked,
    "append-request 2->1",
    "crash 1",
    "heartbeat 2",
    "ask 2",
    "drop 2->1",
    "drop 2->3",
    "crash 2",
    "crash 3",
  ]);
});

describe("nodes that break as soon as they start", () => {
  const exploration = (start: () => never) => new Exploration(startedBy(start), { ...QUIET, nodes: 3, commands: 0 });

  test("violate what their code promised, and there is nothing to search", () => {
    const broken = exploration(() => {
      throw new Error("no log");
    });
    expect(broken.advance(1)).toBe(true);
    expect(broken.findings).toMatchObject({ ending: "broken", moves: 0, path: [] });
    const { steps, violation } = broken.counterexample()!;
    expect(steps).toEqual([]);
    expect(violation).toMatchObject({ invariant: "core-assertion", event: 0, nodes: [1] });
    expect(violation.message).toContain("no log");
  });

  test("and so do those that are no function of their inputs", () => {
    const broken = exploration(() => {
      throw new Error(`it is ${Date.now()}`);
    });
    expect(broken.counterexample()?.violation.invariant).toBe("determinism");
  });

  test("and so do those that begin in another state than their disk holds", () => {
    const broken = new Exploration(
      startedBy((options, durable, nowUs) => core.Raft.start(options, { ...durable, term: 1 }, nowUs)),
      { ...QUIET, nodes: 3, commands: 0 },
    );
    expect(broken.findings).toMatchObject({ ending: "broken", moves: 0, path: [] });
    expect(broken.counterexample()?.violation).toMatchObject({ invariant: "restart-fidelity", nodes: [1] });
  });
});

/** The same nodes, each made once and never copied, with their judge: what the search's shortcuts must not differ from. */
class Reference {
  readonly judge: Judge;
  private readonly nodes: HostedNode[];
  private readonly observed: Observed[] = [];
  private readonly size: number;
  private asked = 0;

  constructor(size: number) {
    this.size = size;
    const host = new RaftHost(settingsOf(size), core, () => new KeyValueMachine(), false);
    const recorder = createRecorder(SUPPLIED, this.observed);
    this.judge = appointFor(size, SUPPLIED);
    this.nodes = Array.from({ length: size }, (_, place) => new HostedNode(host, place + 1, size, recorder));
    for (const node of this.nodes) node.start();
    tell(this.judge, this.observed);
  }

  contentsOf(node: number): string {
    return contentsName(this.nodes[node - 1]!);
  }

  make(move: number, node: number, letter: Letter | undefined): { observed: readonly Observed[]; letters: Letter[] } {
    const hosted = this.nodes[node - 1]!;
    const syncs = !isSlow(move) && !hosted.hasUnsynced;
    this.observed.length = 0;
    hosted.outbox = [];
    const { name } = kindOf(move);
    if (name === "deliver") hosted.receive(letter!);
    else if (name === "time out" || name === "heartbeat") hosted.fireTimer();
    else if (name === "ask") hosted.ask(createRegistration(this.size + ++this.asked, 1));
    else if (name === "drop") hosted.noticeLoss(peerOfPair(whichOf(move)));
    else if (name === "sync") hosted.syncOne();
    else hosted.restart();
    while (syncs && hosted.hasUnsynced) hosted.syncOne();
    tell(this.judge, this.observed);
    return { observed: this.observed.slice(), letters: hosted.outbox };
  }
}

/** All that a node holds but what this test knows to make no difference, whatever the search takes that to be. */
function contentsName(node: HostedNode): string {
  const constant = ["settings", "options", "output"];
  const copying = ["owner", "queueShared", "sessionsShared", "jump"];
  const drawn = ["random", "electionDeadlineUs"];
  return canonicalName(node.contents, new Set([...constant, ...copying, ...drawn]));
}

describe("states that are taken for one", () => {
  test("go on alike: a walk through them is a walk of nodes that were never taken for others", () => {
    const scope: Scope = {
      nodes: 3,
      commands: 3,
      timeouts: 4,
      heartbeats: 3,
      crashes: 2,
      drops: 2,
      slowSyncs: 3,
      open: 3,
    };
    // Walks share one system, so that each goes through what the others have left behind.
    const system = new ClusterSystem(core, scope);
    const nameOf = (letter: Letter) => canonicalName(letter, new Set());
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 60 }), (choices) => {
        const reference = new Reference(scope.nodes);
        let state: readonly number[] = system.start;
        for (const choice of choices) {
          const moves: { move: number; next: readonly number[] }[] = [];
          system.expand(state, (move, next, broken) => {
            expect(broken).toBe(false);
            moves.push({ move, next: next.slice() });
          });
          if (moves.length === 0) return;
          const { move, next } = moves[choice % moves.length]!;
          const { effect, node } = system.effectOf(state, move);
          const letter = kindOf(move).name === "deliver" ? system.steps.letters.at(whichOf(move)) : undefined;
          const made = reference.make(move, node, letter);
          expect(system.steps.batches.at(effect.observed)).toEqual(made.observed);
          expect(effect.letters.map((sent) => nameOf(system.steps.letters.at(sent)))).toEqual(made.letters.map(nameOf));
          expect(contentsName(system.steps.stateOf(next[node - 1]!).node)).toBe(reference.contentsOf(node));
          expect(reference.judge.violations).toEqual([]);
          state = next;
        }
      }),
      { numRuns: 300 },
    );
  });
});

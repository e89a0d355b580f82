import type { ObservationName, Observations } from "../../../invariants/index.ts";
import type { AskedInSession } from "../../machine/index.ts";
import { withGuard } from "../../sim/index.ts";
import { NodeFailure, type RaftHost } from "../../sut/index.ts";
import { canonicalName } from "./canonical.ts";
import { HostedNode, type Letter } from "./hosted-node.ts";
import { Numbering } from "./numbering.ts";
import { createRecorder, type Observed } from "./recorder.ts";

/** What a node's next steps do not hang from, by the names of fields. Whatever is not named here counts. */
const IRRELEVANT: ReadonlySet<string> = new Set([
  // How it is set up, which is always the same, and what it put out last, which was carried out.
  "settings",
  "options",
  "output",
  // Which copies of it share their lists and branches.
  "owner",
  "queueShared",
  "sessionsShared",
  // Shortcuts through a log's terms, which follow from those.
  "jump",
  // When its election timer is due, and what that was drawn from: it fires when the search wants it to.
  "electionDeadlineUs",
  "random",
]);

/** What can happen to a node. `which` is the letter that arrives, the command that is asked, or the peer of a loss. */
const INPUTS = ["letter", "ask", "timer", "sync", "loss", "restart"] as const;
export type Input = (typeof INPUTS)[number];

/** Where a node's code threw, or it never ran. */
const NO_STATE = -1;

/** The batch of observations that has none. */
export const NOTHING_OBSERVED = 0;

/** What came of an input. Letters and batches of observations are named by numbers, as the states of nodes are. */
export interface Effect {
  readonly state: number;
  readonly letters: readonly number[];
  readonly observed: number;
  /** It put something out to write. */
  readonly writes: boolean;
  /** Its own code threw: there is nothing after that. */
  readonly failure: NodeFailure | undefined;
  /** Nothing came of it. */
  readonly isVoid: boolean;
}

/** A state of one node, and what was found to come of what can happen to it. */
interface KnownState {
  readonly node: HostedNode;
  readonly id: number;
  readonly isTimed: boolean;
  readonly isLeader: boolean;
  readonly hasUnsynced: boolean;
  /** Entries of its log that it does not know to be committed. */
  readonly undecided: number;
  readonly effects: Map<number, Effect>;
}

/**
 * The steps of nodes, each made once: a node is a function of its state and its input, and the nodes of a cluster come to
 * far fewer states than the cluster.
 */
export class NodeSteps {
  readonly letters = new Numbering<Letter>();
  /** Batches of observations, each of one step. The first is empty. */
  readonly batches = new Numbering<readonly Observed[]>();
  private readonly states = new Numbering<KnownState>();
  private readonly commands: readonly AskedInSession[];
  private readonly observed: Observed[] = [];
  private readonly recorder: Observations;

  constructor(names: readonly ObservationName[], commands: readonly AskedInSession[]) {
    this.commands = commands;
    this.recorder = createRecorder(names, this.observed);
    this.batches.numberOf(JSON.stringify([]), []);
  }

  /** A node that never ran starts. */
  begin(host: RaftHost, id: number, nodes: number): Effect {
    try {
      const node = withGuard(() => new HostedNode(host, id, nodes, this.recorder));
      return this.effectOf(node, NO_STATE, () => node.start());
    } catch (error) {
      return failedAtStart(error);
    }
  }

  stateOf(state: number): KnownState {
    return this.states.at(state);
  }

  /**
   * What comes of an input. What it writes becomes durable at once, unless `slowly`, or behind writes that are not durable
   * yet: then it waits to be synced.
   */
  step(state: number, input: Input, which: number, slowly: boolean): Effect {
    const known = this.states.at(state);
    const key = (which * INPUTS.length + INPUTS.indexOf(input)) * 2 + (slowly ? 1 : 0);
    let effect = known.effects.get(key);
    if (effect === undefined) {
      const node = known.node.fork();
      const syncs = !slowly && !known.hasUnsynced;
      effect = this.effectOf(node, state, () => {
        this.happen(node, input, which);
        if (syncs) syncAll(node);
      });
      known.effects.set(key, effect);
    }
    return effect;
  }

  private happen(node: HostedNode, input: Input, which: number): void {
    switch (input) {
      case "letter":
        node.receive(this.letters.at(which));
        break;
      case "ask":
        node.ask(this.commands[which]!);
        break;
      case "timer":
        node.fireTimer();
        break;
      case "sync":
        node.syncOne();
        break;
      case "loss":
        node.noticeLoss(which);
        break;
      case "restart":
        node.restart();
        break;
    }
  }

  private effectOf(node: HostedNode, before: number, happen: () => void): Effect {
    this.observed.length = 0;
    node.outbox = [];
    const writesBefore = node.writesMade;
    let failure: NodeFailure | undefined;
    try {
      withGuard(happen);
    } catch (error) {
      if (!(error instanceof NodeFailure)) throw error;
      failure = error;
    }
    const letters = node.outbox.map((letter) => this.letters.numberOf(canonicalName(letter, NOTHING), letter));
    const observed = this.batches.numberOf(JSON.stringify(this.observed), this.observed.slice());
    const state = failure === undefined ? this.numberOf(node) : NO_STATE;
    return {
      state,
      letters,
      observed,
      writes: node.writesMade > writesBefore,
      failure,
      isVoid: state === before && letters.length === 0 && observed === NOTHING_OBSERVED,
    };
  }

  private numberOf(node: HostedNode): number {
    return this.states.numberOf(canonicalName([node.id, node.contents], IRRELEVANT), {
      node,
      id: node.id,
      isTimed: node.isTimed,
      isLeader: node.view.role === "leader",
      hasUnsynced: node.hasUnsynced,
      undecided: node.view.lastIndex - node.view.commitIndex,
      effects: new Map(),
    });
  }
}

function failedAtStart(error: unknown): Effect {
  if (!(error instanceof NodeFailure)) throw error;
  return { state: NO_STATE, letters: [], observed: NOTHING_OBSERVED, writes: false, failure: error, isVoid: false };
}

/** No node has more to write in answer to one thing. */
const MOST_SYNCS = 1_000;

function syncAll(node: HostedNode): void {
  for (let syncs = 0; node.hasUnsynced; syncs++) {
    if (syncs === MOST_SYNCS) throw new NodeFailure(node.id, "it has something to write whenever a write is durable");
    node.syncOne();
  }
}

const NOTHING: ReadonlySet<string> = new Set();

import { mix } from "../../sim/random.ts";
import type { RaftView } from "../../sut/index.ts";
import { type Cluster, viewOf } from "../cluster.ts";
import { STATE_BITS } from "./state-set.ts";

/** Terms are told apart as the latest, the one before it, and older ones. */
const RANKS = 3;

const ROLES: readonly RaftView["role"][] = ["follower", "pre-candidate", "candidate", "leader"];

/**
 * What a cluster is like, as a number of so many bits: the roles, terms and logs of its nodes in relation to each
 * other, and what each is in the middle of. It does not say which node is which, how many are alike, nor how far they
 * have come.
 *
 * Votes and what is not synced would make many times as many states, of which all strategies find new ones for ever and
 * at the same pace. The kinds of messages under way make up to twice as many, at the paces that strategies have without
 * them: with and without, a campaign divides its time alike and kills as many mutants.
 */
export function abstractState(cluster: Cluster): number {
  const views: RaftView[] = [];
  for (let node = 1; node <= cluster.nodes; node++) {
    const view = viewOf(cluster, node);
    if (view !== undefined) views.push(view);
  }
  const words = views.map((view) => wordOf(view, views)).sort((one, other) => one - other);
  let hash = 1;
  let former = -1;
  for (const word of words) {
    if (word !== former) hash = mix(hash ^ word);
    former = word;
  }
  return hash >>> (32 - STATE_BITS);
}

/** What a node is like among those that run. */
function wordOf(view: RaftView, all: readonly RaftView[]): number {
  const { configuration, id } = view;
  let word = ROLES.indexOf(view.role);
  word = word * RANKS + rankOf(view.term, all, termOf);
  word = word * RANKS + rankOf(view.lastTerm, all, lastTermOf);
  for (const is of [
    needsSnapshot(view, all),
    configuration.voters.includes(id),
    configuration.outgoing.length > 0,
    view.isConfigurationCommitted,
    view.incomingIndex !== 0,
    view.transferTo !== 0,
  ]) {
    word = word * 2 + Number(is);
  }
  return word;
}

const termOf = ({ term }: RaftView): number => term;
const lastTermOf = ({ lastTerm }: RaftView): number => lastTerm;

/** How many different terms are later. */
function rankOf(term: number, all: readonly RaftView[], of: (view: RaftView) => number): number {
  let rank = 0;
  for (let reached = term; rank < RANKS - 1; rank++) {
    let next = Number.MAX_SAFE_INTEGER;
    for (const view of all) {
      const other = of(view);
      if (other > reached && other < next) next = other;
    }
    if (next === Number.MAX_SAFE_INTEGER) break;
    reached = next;
  }
  return rank;
}

/** The log of another begins behind the end of its own. */
function needsSnapshot({ lastIndex }: RaftView, all: readonly RaftView[]): boolean {
  return all.some(({ baseIndex }) => baseIndex > lastIndex);
}

import type { Election } from "./item.ts";
import { type FactOf, type Scene, tellConsequence, tellPlain, tellWithin, told, unheard } from "./scene.ts";

/** A request goes to each of the others, and is told once. */
export function tellCandidacy(scene: Scene, [candidate, term]: FactOf<"voteRequested">["args"]): void {
  const { known, timeline } = scene;
  const node = known.of(candidate);
  const isTold = timeline.items.some(
    (item) => item.kind === "election" && item.candidate === candidate && item.term === term && item.asks,
  );
  if (isTold) return;
  timeline.add({ ...electionOf(scene, candidate, term), asks: true, unheard: unheard(scene, isVoteRequest) });
  const earlier = node.votes.get(term);
  if (earlier !== undefined && earlier !== candidate) {
    tellPlain(scene, `n${candidate} had voted for n${earlier} in term ${term} before that`, candidate);
  }
  if (node.durableTerm !== term || node.durableVote !== candidate) {
    tellPlain(scene, `n${candidate} asks before its term and its vote for itself are durable`, candidate);
  }
}

export function tellVote(scene: Scene, [voter, term, candidate]: FactOf<"voteGranted">["args"]): void {
  const { known, timeline } = scene;
  const { durableTerm, durableVote, votes } = known.of(voter);
  const earlier = votes.get(term);
  if (earlier !== undefined && earlier !== candidate) {
    const votes = `n${voter}, which has voted for ${whom(voter, earlier)} in term ${term}, votes for n${candidate} too`;
    tellPlain(scene, votes, voter, candidate);
    return;
  }
  if (durableTerm !== term || durableVote !== candidate) {
    tellPlain(
      scene,
      `n${voter} votes for n${candidate} in term ${term}, and its disk does not hold that`,
      voter,
      candidate,
    );
    return;
  }
  const election = timeline.election(voter, candidate, term);
  if (election === undefined) {
    timeline.add({ ...electionOf(scene, candidate, term), nodes: [voter], voters: [voter] });
  } else if (!election.voters.includes(voter)) {
    election.voters.push(voter);
    if (isAhead(scene, voter, election)) election.ahead.push({ node: voter, logEnd: known.logEnd(voter) });
    tellWithin(scene, election, voter);
  }
}

export function tellVictory(scene: Scene, [node, term]: FactOf<"becameLeader">["args"]): void {
  const election = scene.timeline.election(node, node, term);
  if (election === undefined) scene.timeline.add({ ...electionOf(scene, node, term), leads: true });
  else {
    election.leads = true;
    tellWithin(scene, election, node);
  }
}

export function tellStepDown(scene: Scene, [node, term]: FactOf<"steppedDown">["args"]): void {
  const { letter } = scene;
  const why =
    letter !== undefined && letter.term > term ? `hears of term ${letter.term} from n${letter.from} and ` : "";
  tellConsequence(scene, `n${node} ${why}gives up its leadership of term ${term}`, node);
}

/** A vote that is changed or forgotten within its term, by whatever. */
export function tellForgottenVotes(scene: Scene): void {
  const { known, step } = scene;
  for (const { node, role, term, votedFor } of step.states) {
    const before = known.of(node).state;
    if (before === undefined || role === "down" || before.role === "down") continue;
    if (before.term !== term || before.votedFor === 0 || before.votedFor === votedFor) continue;
    const now = votedFor === 0 ? "" : `, and now stands by one for ${whom(node, votedFor)}`;
    tellPlain(scene, `n${node} forgets its vote for ${whom(node, before.votedFor)} in term ${term}${now}`, node);
  }
}

function whom(voter: number, candidate: number): string {
  return candidate === voter ? "itself" : `n${candidate}`;
}

/** Whether the voter's log has more than the candidate's had when it stood (Raft paper, section 5.4.1). */
function isAhead({ known: { logs } }: Scene, voter: number, { asks, logEnd }: Election): boolean {
  if (!asks) return false;
  const [index = 0, lastTerm = 0] = logEnd.split(":").map(Number);
  const ownIndex = logs.lastIndex(voter);
  const ownTerm = logs.termAt(voter, ownIndex);
  return ownTerm > lastTerm || (ownTerm === lastTerm && ownIndex > index);
}

function isVoteRequest({ kind }: { readonly kind: string }): boolean {
  return kind === "vote-request";
}

function electionOf(scene: Scene, candidate: number, term: number): Election {
  return {
    kind: "election",
    ...told(scene, candidate),
    candidate,
    term,
    logEnd: scene.known.logEnd(candidate),
    asks: false,
    voters: [],
    ahead: [],
    unheard: [],
    leads: false,
  };
}

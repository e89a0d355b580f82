import type { Message, RaftOptions } from "../core-types.ts";
import { HardState } from "./hard-state.ts";
import { type Law, messageIn, type Step, sent } from "./law.ts";
import { isQuorumOf, type Quorums } from "./quorums.ts";

type PreVoteRequest = Extract<Message, { readonly kind: "pre-vote-request" }>;
type VoteRequest = Extract<Message, { readonly kind: "vote-request" }>;

/**
 * Elections that could be spared are: nobody campaigns without a quorum that would vote for it, where pre-votes are on
 * (dissertation §9.6), or goes on asking when somebody else leads. Who knows no leader answers whoever asks (§4.2.3), and
 * who heard from one within the election timeout would vote for nobody (§6.2, §9.6).
 */
export class Electing implements Law {
  readonly about = "who campaigns, and who is answered";
  readonly source = "dissertation §4.2.3, §6.2, §9.6";
  private readonly options: RaftOptions;
  private hardState = new HardState();
  /** Who would vote for this server in the next term. */
  private supporters = new Set<number>();
  /** When a leader was last heard from; undefined: not since the start, or it is forgotten. */
  private contactUs: number | undefined = undefined;

  constructor(options: RaftOptions) {
    this.options = options;
  }

  check(step: Step): void {
    const { view } = step;
    this.hardState.note(step);
    if (sent(step, "vote-request").length > 0 && view.role === "follower" && view.leader !== 0) {
      throw new Error(`n${view.leader} leads term ${view.term}, and is followed, and votes are asked for`);
    }
    this.checkCampaign(step);
    const message = messageIn(step);
    if (message?.kind === "pre-vote-request") this.checkPreVote(step, message);
    if (message?.kind === "vote-request") this.checkVote(step, message);
    this.noteContact(step);
  }

  fork(): Electing {
    const supporters = new Set(this.supporters);
    return Object.assign(new Electing(this.options), this, { hardState: this.hardState.fork(), supporters });
  }

  private noteContact(step: Step): void {
    const { nowUs, view } = step;
    const message = messageIn(step);
    const isRequest = message?.kind === "append-request" || message?.kind === "snapshot-request";
    if (isRequest && message.term === view.term && message.from === view.leader) this.contactUs = nowUs;
    // Where leases are on, a leader relies on whom it was heard by even if they forget it (§6.4.1).
    else if (view.leader === 0 && this.options.leaseUs === 0) this.contactUs = undefined;
  }

  private checkCampaign(step: Step): void {
    const { before, input, view } = step;
    const message = messageIn(step);
    const hasBegun = before.term + 1 === view.term && (view.role === "candidate" || view.role === "leader");
    if (before.role === "pre-candidate" && message?.kind === "pre-vote-response") {
      if (message.granted && message.electionTerm === before.term + 1) this.supporters.add(message.from);
    }
    // A deadline may be that of a snapshot, and then whoever asks for votes goes on.
    const asksAnew = sent(step, "pre-vote-request").length > 0 || view.role !== before.role;
    if (input.kind === "deadline" && asksAnew) this.supporters = new Set([view.id]);
    const isForced = message?.kind === "timeout-now";
    if (hasBegun && this.options.preVote && !isForced && !isQuorumOf(quorumsOf(step), this.supporters)) {
      throw new Error(`it campaigns in term ${view.term}, and only ${[...this.supporters]} would vote for it`);
    }
  }

  /** Of a server that hears from no leader nothing else is asked than whether the log is long enough. */
  private checkPreVote(step: Step, { from, lastLogIndex, lastLogTerm, term }: PreVoteRequest): void {
    const { before, nowUs, view } = step;
    // It may have been heard by a leader before it started.
    const isUnknown = this.contactUs === undefined && this.options.leaseUs > 0;
    if (isUnknown && before.role !== "leader") return;
    const isSilent = this.contactUs === undefined || nowUs - this.contactUs >= this.options.electionTimeoutUs;
    const isFree = before.role !== "leader" && isSilent;
    const isEnough = lastLogTerm > view.lastTerm || (lastLogTerm === view.lastTerm && lastLogIndex >= view.lastIndex);
    const expected = isFree && term > before.term && isEnough;
    const answer = sent(step, "pre-vote-response").find(({ to }) => to === from);
    if (answer?.granted === expected) return;
    throw new Error(`n${from} would be voted for in term ${term}: ${expected}, and is told ${answer?.granted}`);
  }

  private checkVote(step: Step, { forced, from, term }: VoteRequest): void {
    const { before, view } = step;
    const response = sent(step, "vote-response").find(({ to }) => to === from);
    // What a leader itself wants is not ignored, and without check-quorum nothing is (§3.10).
    const isOpen = forced || !this.options.checkQuorum;
    if (isOpen || (before.leader === 0 && before.role !== "leader" && this.options.leaseUs === 0)) {
      const isAnswered = response !== undefined || !this.hardState.isDurable;
      if (view.term < term || !isAnswered) throw new Error(`n${from} asked for a vote in term ${term}, and is ignored`);
    }
    if (before.term !== view.term) return;
    if (before.role === "follower" && view.leader !== before.leader) {
      throw new Error(`n${before.leader} is forgotten because n${from} asked for a vote of its term`);
    }
    if (before.role === "pre-candidate" && response?.granted && view.role !== "follower") {
      throw new Error(`n${from} was voted for, and this server goes on asking who would vote for it`);
    }
  }
}

function quorumsOf({ view }: Step): Quorums {
  return view.configuration;
}

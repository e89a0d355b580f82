import type { AppendRequest, AppendResponse, Message, NodeId } from "../../raft/index.ts";

/**
 * The messages of one turn. A message that a later one to the same server says again is left out, as any message may be
 * lost: the news of a commit when entries follow at once, and all acknowledgements but the last.
 */
export class Outbox {
  private readonly messages: (Message | undefined)[] = [];
  /** Where the last message to each server stands. */
  private readonly places = new Map<NodeId, number>();

  add(message: Message): void {
    const place = this.places.get(message.to);
    const earlier = place === undefined ? undefined : this.messages[place];
    if (earlier !== undefined && saysAgain(message, earlier)) this.messages[place!] = undefined;
    this.places.set(message.to, this.messages.length);
    this.messages.push(message);
  }

  /** Hands every message on, in order, and forgets it. */
  empty(send: (message: Message) => void): void {
    for (const message of this.messages) if (message !== undefined) send(message);
    this.messages.length = 0;
    this.places.clear();
  }
}

function saysAgain(later: Message, earlier: Message): boolean {
  if (later.kind !== earlier.kind || later.term !== earlier.term) return false;
  if (later.kind === "append-request") return requestsAgain(later, earlier as AppendRequest);
  return later.kind === "append-response" && acknowledgesAgain(later, earlier as AppendResponse);
}

/** Logs that agree where the later request begins agree where the earlier one does. */
function requestsAgain(later: AppendRequest, earlier: AppendRequest): boolean {
  return (
    earlier.entries.length === 0 &&
    later.round === earlier.round &&
    later.readRound >= earlier.readRound &&
    later.prevLogIndex >= earlier.prevLogIndex &&
    later.leaderCommit >= earlier.leaderCommit
  );
}

function acknowledgesAgain(later: AppendResponse, earlier: AppendResponse): boolean {
  return (
    later.accepted &&
    earlier.accepted &&
    later.round === earlier.round &&
    later.readRound >= earlier.readRound &&
    later.matchIndex >= earlier.matchIndex
  );
}

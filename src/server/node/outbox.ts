import type { AppendRequest, AppendResponse, Message, NodeId } from "../../raft/index.ts";

/** So long the bare news of a commit waits for entries to go with. Nobody but readers of followers waits for it. */
const NEWS_DELAY_US = 3_000;

/** What was said last to a server as its leader. */
type LastRequest = Pick<AppendRequest, "term" | "round" | "readRound" | "leaderCommit">;

/**
 * The messages of one turn. A message that a later one to the same server says again is left out, as any message may be
 * lost: the news of a commit when entries follow at once, and all acknowledgements but the last. The bare news of a
 * commit, which costs everybody as much as entries do, is held back for a moment: mostly the next entries carry it.
 */
export class Outbox {
  private readonly messages: (Message | undefined)[] = [];
  /** Where the last message to each server stands. */
  private readonly places = new Map<NodeId, number>();
  private readonly lastRequests = new Map<NodeId, LastRequest>();
  /** News that is held back, by the server that it is for. */
  private readonly news = new Map<NodeId, AppendRequest>();
  private newsDueUs = Number.POSITIVE_INFINITY;

  /** When `releaseNews` has something to do. */
  get deadlineUs(): number {
    return this.newsDueUs;
  }

  add(message: Message, nowUs: number): void {
    const { to } = message;
    if (message.kind === "append-request" && this.isBareNews(message)) {
      this.news.set(to, message);
      this.newsDueUs = Math.min(this.newsDueUs, nowUs + NEWS_DELAY_US);
      return;
    }
    const held = this.news.get(to);
    if (held !== undefined) {
      this.news.delete(to);
      this.put(held);
    }
    this.put(message);
  }

  /** Lets go what was held back for long enough. */
  releaseNews(nowUs: number): void {
    if (nowUs < this.newsDueUs) return;
    this.newsDueUs = Number.POSITIVE_INFINITY;
    for (const message of this.news.values()) this.put(message);
    this.news.clear();
  }

  /** Hands every message on, in order, and forgets it. */
  empty(send: (message: Message) => void): void {
    for (const message of this.messages) if (message !== undefined) send(message);
    this.messages.length = 0;
    this.places.clear();
  }

  private put(message: Message): void {
    const { to } = message;
    if (message.kind === "append-request") this.lastRequests.set(to, message);
    const place = this.places.get(to);
    const earlier = place === undefined ? undefined : this.messages[place];
    if (earlier !== undefined && saysAgain(message, earlier)) this.messages[place!] = undefined;
    this.places.set(to, this.messages.length);
    this.messages.push(message);
  }

  /** A heartbeat says nothing new, and the beginning of a round wants an answer: neither is held back. */
  private isBareNews({ to, entries, term, round, readRound, leaderCommit }: AppendRequest): boolean {
    const last = this.lastRequests.get(to);
    if (last === undefined || entries.length > 0) return false;
    return (
      term === last.term && round === last.round && readRound === last.readRound && leaderCommit > last.leaderCommit
    );
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

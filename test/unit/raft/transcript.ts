import type { MembershipChange, MembershipStep, Message, ReadConsistency } from "../../../src/raft/index.ts";
import { Cluster } from "./cluster.ts";
import { textOfConfiguration, textOfServer } from "./text.ts";

/**
 * A transcript tells a story of a few servers. Lines that begin with ">" are commands, the indented lines below each are
 * what it brought about, and all others are for the reader. Playing a transcript writes the indented lines anew.
 *
 *     > cluster 3 [pre-vote] [check-quorum] [leases] [small-messages]
 *     > cluster 3+1                      three founders, and server 4 that begins with nothing
 *     > disk 1 term 2 vote 1 log 1 1 2   the server restarts with this on its disk; an entry for each term listed
 *     > deadline 1                       its next deadline comes: an election timeout, or a leader's heartbeat
 *     > wait 1 250                       its clock runs so many milliseconds, and it notices nothing yet
 *     > propose 1 x y
 *     > read 1 linearizable a b          or lease, or stale, which may show what was decided 50 ms ago
 *     > transfer 1 2                     server 1 is to hand its leadership to 2; 0: to whoever is best
 *     > change 1 auto add-voter 4 remove 2
 *     > leave 1                          out of a joint configuration
 *     > written 1 [1]                    its writes, or the oldest so many of them, are durable
 *     > deliver 1->2 [last]              everything in flight between them in order, or the newest message alone
 *     > drop 1->2 [last]
 *     > copy 1->2 [last]                 puts a second copy of it in flight
 *     > settle 1 2                       writes and messages among these servers, until nothing is left to do
 *     > crash 1, > restart 1
 *     > status [1]
 *     > configuration [1]
 *
 * In place of a server, "*" means all of them.
 */
export function playTranscript(text: string): string {
  const player = new Player();
  const lines: string[] = [];
  text.split("\n").forEach((line, position) => {
    if (line.startsWith(" ")) return;
    lines.push(line);
    if (!line.startsWith("> ")) return;
    try {
      lines.push(...player.play(line.slice(2).split(/\s+/)).map((output) => `  ${output}`));
    } catch (error) {
      throw new Error(`line ${position + 1}: ${line}`, { cause: error });
    }
  });
  return lines.join("\n");
}

const SETTLE_ROUNDS_MAX = 100;

class Player {
  private cluster = createCluster(["1"]);

  play([command, ...words]: string[]): string[] {
    const first = words[0] ?? "*";
    const rest = words.slice(1);
    switch (command) {
      case "cluster":
        this.cluster = createCluster(words);
        break;
      case "disk":
        this.fillDisk(first, rest);
        break;
      case "deadline":
        for (const id of this.ids(first)) this.cluster.reachDeadline(id);
        break;
      case "wait":
        for (const id of this.ids(first)) this.cluster.wait(id, integer(rest[0]) * 1000);
        break;
      case "propose":
        this.cluster.propose(integer(first), rest);
        break;
      case "read":
        this.cluster.read(integer(first), rest[0] as ReadConsistency, rest.slice(1));
        break;
      case "transfer":
        this.cluster.transfer(integer(first), integer(rest[0]));
        break;
      case "change":
        this.cluster.changeMembership(integer(first), changeOf(rest));
        break;
      case "leave":
        this.cluster.changeMembership(integer(first), { kind: "leave" });
        break;
      case "written":
        for (const id of this.ids(first))
          this.cluster.finishWrites(id, rest[0] === undefined ? undefined : integer(rest[0]));
        break;
      case "deliver":
        for (const message of this.take(first, rest)) this.cluster.deliver(message);
        break;
      case "drop":
        this.take(first, rest);
        break;
      case "copy": {
        const messages = this.take(first, rest);
        this.cluster.send([...messages, ...messages]);
        break;
      }
      case "settle":
        return this.settle(words.flatMap((word) => this.ids(word)));
      case "crash":
        for (const id of this.ids(first)) this.cluster.crash(id);
        break;
      case "restart":
        for (const id of this.ids(first)) this.cluster.restart(id);
        break;
      case "status":
        return this.status(this.ids(first));
      case "configuration":
        return this.ids(first).map((id) => {
          const { configuration, isConfigurationCommitted } = this.cluster.view(id);
          const state = isConfigurationCommitted ? "committed" : "not committed";
          return `${id} ${textOfConfiguration(configuration)}; ${state}`;
        });
      default:
        throw new Error(`There is no command ${command}.`);
    }
    return this.cluster.takeHappened();
  }

  private fillDisk(word: string, words: readonly string[]): void {
    const [term, votedFor, ...terms] = words.filter((each) => /^\d+$/.test(each)).map(integer);
    for (const id of this.ids(word)) {
      this.cluster.crash(id);
      this.cluster.server(id).disk.fill(term ?? 0, votedFor ?? 0, terms);
      this.cluster.restart(id);
    }
  }

  private take(link: string, words: readonly string[]): Message[] {
    const [from, to] = link.split("->").map((word) => this.ids(word));
    if (from === undefined || to === undefined) throw new Error(`A link is written 1->2, not ${link}.`);
    const isOnLink = (message: Message) => from.includes(message.from) && to.includes(message.to);
    const onLink = this.cluster.takeMessages(isOnLink);
    if (onLink.length === 0) throw new Error(`Nothing is in flight on ${link}.`);
    if (words[0] !== "last") return onLink;
    this.cluster.send(onLink.slice(0, -1));
    return onLink.slice(-1);
  }

  private settle(ids: readonly number[]): string[] {
    const isAmong = ({ from, to }: Message) => ids.includes(from) && ids.includes(to);
    for (let round = 0; round < SETTLE_ROUNDS_MAX; round++) {
      const wrote = ids.map((id) => this.cluster.finishWrites(id)).includes(true);
      const messages = this.cluster.takeMessages(isAmong);
      for (const message of messages) this.cluster.deliver(message);
      if (wrote || messages.length > 0) continue;
      this.cluster.takeHappened();
      return this.status(ids);
    }
    throw new Error(`Servers ${ids.join(", ")} do not settle.`);
  }

  private status(ids: readonly number[]): string[] {
    return ids.map((id) => {
      const { raft, disk } = this.cluster.server(id);
      return raft === undefined ? `${id} down` : textOfServer(raft.view, disk.log);
    });
  }

  private ids(word: string): number[] {
    return word === "*" ? this.cluster.servers.map(({ id }) => id) : [integer(word)];
  }
}

function createCluster([size, ...options]: readonly string[]): Cluster {
  const [founders, joiners = "0"] = (size ?? "").split("+");
  return new Cluster({
    size: integer(founders),
    joiners: integer(joiners),
    preVote: options.includes("pre-vote"),
    checkQuorum: options.includes("check-quorum"),
    leases: options.includes("leases"),
    smallMessages: options.includes("small-messages"),
  });
}

function changeOf([transition, ...words]: readonly string[]): MembershipChange {
  const steps: MembershipStep[] = [];
  for (let place = 0; place < words.length; place += 2) {
    steps.push({ kind: words[place] as MembershipStep["kind"], node: integer(words[place + 1]) });
  }
  return { kind: "change", steps, transition: transition as "auto" | "implicit" | "explicit" };
}

function integer(word: string | undefined): number {
  const value = Number(word);
  if (word === undefined || !Number.isInteger(value)) throw new Error(`A number is needed, not ${word}.`);
  return value;
}

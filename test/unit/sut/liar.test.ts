import { describe, expect, test } from "vitest";
import type { Reply, StampedRequest } from "../../../src/machine/index.ts";
import type { AppendRequest, Message } from "../../../src/raft/index.ts";
import type { ChoicePurpose } from "../../../src/sim/program.ts";
import { Liar, type Lie, type NodeSettings, type RaftNode } from "../../../src/sut/index.ts";
import { Equivocation } from "../../../src/sut/lies/equivocate.ts";
import { entryDigest, messageBytes, messageDigest } from "../../../src/sut/wire.ts";
import { commands, entryOf, putRequest } from "./entries.ts";
import { CLIENT, HostedNode } from "./hosted-node.ts";
import { RecordingProcess } from "./recording-process.ts";

/** The surroundings of a liar. Whatever is sent must be well-formed, lies above all. */
class LiarProcess extends RecordingProcess {
  readonly damaged: { readonly to: number; readonly bytes: number; readonly digest: number }[] = [];
  /** What the next choices come to; all others come to 0, by which every lie is told. */
  draws: number[] = [];

  override send(to: number, payload: unknown, bytes: number, digest: number): void {
    const sent = payload as Message | Reply;
    if (sent.kind !== "reply") {
      expect([to, bytes, digest]).toEqual([sent.to, messageBytes(sent), messageDigest(sent)]);
      expect(sent.from).toBe(this.id);
    }
    super.send(to, payload, bytes, digest);
  }

  override sendDamaged(to: number, bytes: number, digest: number): void {
    this.damaged.push({ to, bytes, digest });
  }

  override choose(_: ChoicePurpose, below: number): number {
    const draw = this.draws.shift() ?? 0;
    expect(draw).toBeLessThan(below);
    return draw;
  }
}

interface Suspect {
  readonly hosted: HostedNode;
  readonly process: LiarProcess;
  readonly liar: Liar;
  /** What it has sent since it was last asked. */
  readonly said: () => Message[];
}

/** Node 1, with three commands of term 1 in its log, lying from now on. */
function suspect(lies: readonly Lie[], settings: Partial<NodeSettings> = {}): Suspect {
  const hosted = new HostedNode(settings);
  hosted.follow(1, { entries: commands(1, 1, 1, 1), leaderCommit: 2 });
  hosted.sync();
  const process = new LiarProcess(1, hosted.process.image);
  process.deadlineUs = hosted.process.deadlineUs;
  const liar = new Liar(hosted.node as RaftNode, [2, 3]);
  liar.setLies(lies);
  hosted.process = process;
  hosted.node = liar;
  const said = () => process.sent.splice(0).map(({ payload }) => payload as Message);
  return { hosted, process, liar, said };
}

function voteRequest(from: number, term: number, lastLogIndex = 3, lastLogTerm = 1): Message {
  return { kind: "vote-request", from, to: 1, term, lastLogIndex, lastLogTerm, forced: false };
}

/** The suspect leads term 2, and has said all that it had to say. */
function leading(lies: readonly Lie[]): Suspect {
  const one = suspect([]);
  one.hosted.win();
  for (const peer of [2, 3]) {
    const from = { kind: "append-response", from: peer, to: 1, term: 2, accepted: true, matchIndex: 4 } as const;
    one.hosted.receive({ ...from, round: 0, readRound: 0, refusedIndex: 0, hintIndex: 0, hintTerm: 0 });
  }
  one.said();
  one.liar.setLies(lies);
  return one;
}

function entriesTo(peer: number, messages: readonly Message[]): AppendRequest["entries"] {
  return messages.flatMap((message) =>
    message.kind === "append-request" && message.to === peer ? message.entries : [],
  );
}

describe("a liar that lies about votes", () => {
  test("votes for everybody in one term, while the node inside refuses", () => {
    const { hosted, process, said } = suspect(["lie-votes"]);
    hosted.receive(voteRequest(2, 5));
    hosted.receive(voteRequest(3, 5));
    hosted.sync();
    expect(said()).toMatchObject([
      { kind: "vote-response", to: 2, term: 5, granted: true },
      { kind: "vote-response", to: 3, term: 5, granted: true },
    ]);
    expect(process.tallied).toEqual(["lie-votes"]);
    expect(process.observed).toContainEqual(["voteGranted", 1, 5, 2]);
    expect(process.observed).toContainEqual(["voteRefused", 1, 5, 3]);
  });

  test("grants pre-votes that it should refuse, in the candidate's own term", () => {
    const { hosted, said } = suspect(["lie-votes"]);
    hosted.receive({ kind: "pre-vote-request", from: 3, to: 1, term: 1, lastLogIndex: 0, lastLogTerm: 0 });
    expect(said()).toMatchObject([{ kind: "pre-vote-response", electionTerm: 1, term: 0, granted: true }]);
  });

  test("votes even where the node inside does not answer, because it hears from a leader", () => {
    const { hosted, liar, said } = suspect(["lie-votes"], { checkQuorum: true });
    hosted.process.nowUs += 1;
    hosted.follow(1);
    said();
    hosted.receive(voteRequest(3, 2));
    expect(liar.view.term).toBe(1);
    expect(said()).toMatchObject([{ kind: "vote-response", to: 3, term: 2, granted: true }]);
  });

  test("acknowledges entries that are not on its disk, and such as do not even fit to its log", () => {
    const { hosted, said } = suspect(["lie-votes"]);
    hosted.follow(1, { prevLogIndex: 3, prevLogTerm: 1, entries: commands(4, 1) });
    expect(said()).toMatchObject([{ kind: "append-response", to: 2, term: 1, accepted: true, matchIndex: 4 }]);
    hosted.follow(1, { prevLogIndex: 8, prevLogTerm: 1, entries: commands(9, 1) });
    expect(said()).toMatchObject([
      { kind: "append-response", accepted: false },
      { kind: "append-response", accepted: true, matchIndex: 9 },
    ]);
    expect(hosted.process.image.lastIndex).toBe(3);
  });

  test("promises nothing to the leader of a term that is over", () => {
    const { hosted, said } = suspect(["lie-votes"]);
    hosted.receive(voteRequest(3, 7));
    hosted.sync();
    said();
    hosted.follow(1, { prevLogIndex: 3, prevLogTerm: 1, entries: commands(4, 1) });
    expect(said()).toMatchObject([{ kind: "append-response", term: 7, accepted: false }]);
  });
});

describe("a liar that equivocates", () => {
  test("sends one peer what was asked for and the other something else, in the same name and place", () => {
    const { hosted, process, said } = leading(["equivocate"]);
    hosted.request(putRequest(7));
    const messages = said();
    const [[honest], [other]] = [entriesTo(2, messages), entriesTo(3, messages)];
    expect(honest!.data).toMatchObject({ asked: putRequest(7) });
    expect(other).toMatchObject({ index: honest!.index, term: 2, kind: "command" });
    expect(other!.data).toMatchObject({
      asked: { client: CLIENT, session: 2, sequence: 7, command: putRequest(1).command },
    });
    expect(entryDigest(other!)).not.toBe(entryDigest(honest!));
    expect(process.tallied).toEqual(["equivocate"]);
    hosted.sync();
    expect(process.image.entryAt(honest!.index).data).toMatchObject({ asked: putRequest(7) });
  });

  function appendTo(peer: number, term: number, ...sequences: readonly number[]): AppendRequest {
    const entries = sequences.map((sequence) => entryOf(sequence, term, putRequest(sequence)));
    const place = { round: 0, readRound: 0, prevLogIndex: sequences[0]! - 1, prevLogTerm: term, leaderCommit: 0 };
    return { kind: "append-request", from: 1, to: peer, term, entries, ...place };
  }

  test("tells a peer the same whenever it tells it again, and its copy does", () => {
    const { process } = suspect([]);
    const equivocation = new Equivocation([2, 3]);
    process.draws = [0, 0, 1, 0, 0];
    const truth = appendTo(3, 1, 4, 5, 6);
    const told = equivocation.tell(process, truth);
    expect(told.entries.map((entry, place) => entry === truth.entries[place])).toEqual([false, true, false]);
    const copy = equivocation.fork();
    process.draws = [1, 1, 1];
    expect(equivocation.tell(process, appendTo(3, 1, 4, 5, 6))).toEqual(told);
    expect(equivocation.tell(process, appendTo(3, 1, 5, 6)).entries).toEqual(told.entries.slice(1));
    equivocation.tell(process, appendTo(3, 2, 7));
    expect(copy.tell(process, appendTo(3, 1, 4, 5, 6))).toEqual(told);
    expect(process.draws).toHaveLength(2);
  });

  test("leaves alone what another leader appended, and the truth is the same message", () => {
    const { process } = suspect([]);
    const message = { ...appendTo(3, 1, 4, 5), term: 2 };
    expect(new Equivocation([2, 3]).tell(process, message)).toBe(message);
    expect(new Equivocation([2, 3]).tell(process, appendTo(2, 1, 4)).entries[0]!.data).toMatchObject({
      asked: putRequest(4),
    });
  });
});

describe("a liar that claims to lead", () => {
  test("sends a made-up entry behind what is applied, in its term, as if it were committed", () => {
    const { hosted, process, said } = suspect(["fake-leader"]);
    // The event, not to node 2 but to node 3, the commands of entries 2 and 1, this term, behind what is applied.
    process.draws = [0, 0, 1, 1, 0, 1, 0];
    hosted.follow(1);
    const claims = said().filter(({ kind }) => kind === "append-request") as AppendRequest[];
    expect(claims).toMatchObject([{ to: 3, term: 1, prevLogIndex: 2, prevLogTerm: 1, leaderCommit: 3 }]);
    expect(claims[0]!.entries).toMatchObject([{ index: 3, term: 1, kind: "command" }]);
    expect(claims[0]!.entries[0]!.data).toMatchObject({ asked: { sequence: 2, command: putRequest(1).command } });
    expect(process.tallied).toEqual(["fake-leader"]);
  });

  test("claims the next term when it leads this one, and may add to the end of its log", () => {
    const { hosted, process, said } = leading(["fake-leader"]);
    process.draws = [0, 0, 1, 1, 0, 1];
    hosted.acknowledge(4);
    const claims = said().filter(({ kind }) => kind === "append-request") as AppendRequest[];
    expect(claims).toMatchObject([{ to: 3, term: 3, prevLogIndex: 4, prevLogTerm: 2, leaderCommit: 5 }]);
  });
});

test("a liar that corrupts logs sends what fails its checksum, in place of entries and of nothing else", () => {
  const { hosted, process, said } = leading(["corrupt-log"]);
  hosted.process.nowUs = hosted.process.deadlineUs;
  hosted.node.deadline(process);
  expect(said()).toHaveLength(2);
  expect(process.damaged).toEqual([]);
  process.draws = [0, 1];
  hosted.request(putRequest(7));
  const [honest] = said() as AppendRequest[];
  expect(honest).toMatchObject({ to: 3, entries: [{ data: { asked: putRequest(7) } }] });
  expect(process.damaged).toEqual([{ to: 2, bytes: messageBytes(honest!), digest: messageDigest(honest!) }]);
});

test("a liar that keeps silent says nothing to those it shuns, but hears them, and answers clients", () => {
  const { hosted, process, liar, said } = leading(["silent-drop"]);
  // Chosen anew at the first message: to say nothing to anybody. The second changes nothing.
  process.draws = [0, 1, 1];
  hosted.request(putRequest(7));
  expect(said()).toEqual([]);
  expect(process.tallied).toEqual(["silent-drop", "silent-drop"]);
  hosted.sync();
  hosted.acknowledge(5);
  hosted.sync();
  expect(liar.view.appliedIndex).toBe(5);
  expect(hosted.replies).toMatchObject([{ outcome: "session-expired", sequence: 7 }]);
});

test("a liar is honest until told otherwise, and again when told so", () => {
  const { hosted, process, liar, said } = leading([]);
  hosted.request(putRequest(7));
  liar.setLies(["silent-drop"]);
  process.draws = [0, 1];
  hosted.request(putRequest(8));
  liar.setLies([]);
  hosted.request(putRequest(9));
  expect(entriesTo(2, said()).map(({ data }) => (data as StampedRequest).asked.sequence)).toEqual([7, 9]);
});

test("a copy of a liar goes on lying, and neither knows of the other", () => {
  const { hosted, process, liar, said } = leading(["silent-drop"]);
  process.draws = [0, 1, 1];
  hosted.request(putRequest(7));
  const copy = liar.fork();
  process.draws = [1, 1];
  copy.receive(process, CLIENT, putRequest(8));
  expect(said()).toEqual([]);
  copy.setLies([]);
  copy.receive(process, CLIENT, putRequest(9));
  expect(said()).toHaveLength(2);
  process.draws = [1, 1];
  liar.receive(process, CLIENT, putRequest(8));
  expect(said()).toEqual([]);
  expect([liar.view.lastIndex, copy.view.lastIndex]).toEqual([6, 7]);
});

import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createOneShot, encodeStamped, stampRequest } from "../../../../src/machine/index.ts";
import type { AppendRequest, Entry, Message } from "../../../../src/raft/index.ts";
import { DataDirectoryError } from "../../../../src/server/files/data-directory-error.ts";
import { DirectoryWriter } from "../../../../src/server/files/directory-writer.ts";
import type { FileRunner } from "../../../../src/server/files/file-runner.ts";
import type { LiveNode } from "../../../../src/server/node/live-node.ts";
import type { FileOperation } from "../../../../src/storage/index.ts";
import { PATIENCE_MS, TestCluster } from "./cluster.ts";
import { HandClock } from "./hand-clock.ts";
import { PlayedTransport, turns } from "./played-transport.ts";

const TERM = 5;
const command = createOneShot({ kind: "put", key: "a", value: "1" });

/** Notes when what was sent leaves, and leaves some of it behind if the test says so. */
class NotingTransport extends PlayedTransport {
  readonly events: string[];
  takesAll = true;

  constructor(events: string[]) {
    super();
    this.events = events;
  }

  override send(group: number, message: Message): void {
    super.send(group, message);
    this.events.push(`send ${message.kind}`);
  }

  override flush(): boolean {
    this.events.push("flush");
    return this.takesAll;
  }
}

/** Real files, which do at once what they can, until the test has something else done. */
class NotingRunner implements FileRunner {
  readonly events: string[];
  meanwhile: () => void = () => {};
  private readonly writer: DirectoryWriter;

  constructor(directory: string, events: string[]) {
    this.writer = new DirectoryWriter(directory);
    this.events = events;
  }

  run(batch: readonly FileOperation[]): Promise<void> {
    this.events.push("thread");
    return this.writer.run(batch);
  }

  runAtOnce(batch: readonly FileOperation[]): boolean {
    if (!this.writer.runAtOnce(batch)) return false;
    this.events.push("at once");
    this.meanwhile();
    return true;
  }

  close(): Promise<void> {
    return this.writer.close();
  }
}

function appendOf(index: number): AppendRequest {
  const data = encodeStamped(stampRequest(command, index));
  const entry: Entry = { kind: "command", data, index, term: TERM, bytes: data.length };
  const prevLogTerm = index === 1 ? 0 : TERM;
  const header = { kind: "append-request", from: 2, to: 1, term: TERM, round: index, readRound: 0 } as const;
  return { ...header, prevLogIndex: index - 1, prevLogTerm, entries: [entry], leaderCommit: index - 1 };
}

/** A server whose clock stands still, so that every sync is quick. Server 2 is played. */
async function stage(servers: readonly number[] = [1, 2]) {
  const cluster = await TestCluster.of(servers);
  const events: string[] = [];
  const transport = new NotingTransport(events);
  const runner = new NotingRunner(join(cluster.dataDirectoryOf(1), "storage"), events);
  const claim = { lost: new Promise<void>(() => {}), failure: (): DataDirectoryError | undefined => undefined };
  const clock = new HandClock();
  const { node } = await cluster.start(1, {}, { claim, clock, runner, transport });
  return { claim, clock, events, node, runner, transport };
}

const acknowledged = (transport: PlayedTransport, index: number): boolean =>
  transport.sent.some((message) => message.kind === "append-response" && message.matchIndex === index);

/** A follower that has found its disk quick. */
async function follower() {
  const staged = await stage();
  const { events, transport } = staged;
  let index = 0;
  while (!events.includes("at once")) {
    index++;
    transport.play(appendOf(index));
    await vi.waitFor(() => expect(acknowledged(transport, index)).toBe(true));
    expect(index).toBeLessThan(20);
  }
  return { ...staged, next: index + 1 };
}

/** Server 2 votes for server 1, and stores whatever it sends. */
async function leader() {
  const staged = await stage();
  const { clock, node, transport } = staged;
  const answer = (message: Message): void => {
    const header = { from: 2, to: 1, term: message.term } as const;
    if (message.kind === "pre-vote-request") {
      const { term: electionTerm } = message;
      transport.play({ ...header, term: 0, kind: "pre-vote-response", electionTerm, granted: true });
    }
    if (message.kind === "vote-request") transport.play({ ...header, kind: "vote-response", granted: true });
    if (message.kind !== "append-request") return;
    const { prevLogIndex, entries, round, readRound } = message;
    const matchIndex = prevLogIndex + entries.length;
    const said = { accepted: true, matchIndex, round, readRound, refusedIndex: 0, hintIndex: 0, hintTerm: 0 };
    transport.play({ ...header, kind: "append-response", ...said });
  };
  vi.spyOn(transport, "send").mockImplementation((_, message) => {
    transport.events.push(`send ${message.kind}`);
    setImmediate(() => answer(message));
  });
  clock.nowUs += 60_000_000;
  transport.listener!.unreachable(2);
  await vi.waitFor(() => expect(node.status().raft.role).toBe("leader"));
  // A leader that is stopped would try to hand over, and its clock tells it never that it has tried for long enough.
  onTestFinished(async () => {
    transport.play({ ...appendOf(1), term: node.status().raft.term + 1 });
    await vi.waitFor(() => expect(node.status().raft.role).toBe("follower"));
  });
  return staged;
}

const put = (node: LiveNode) => node.write(command, PATIENCE_MS);

test("a follower acknowledges in the turn in which it hears, once its disk was quick", async () => {
  const { events, next, transport } = await follower();
  events.length = 0;
  transport.play(appendOf(next));
  await turns(1);
  expect(events.filter((event) => event !== "flush")).toEqual(["at once", "send append-response"]);
  expect(acknowledged(transport, next)).toBe(true);
});

test("what a leader sends is on its way before everything waits for its disk", async () => {
  const { events, node } = await leader();
  for (let count = 0; count < 20; count++) expect((await put(node)).outcome).toBe("applied");
  const synced = events.flatMap((event, place) => (event === "at once" ? [place] : []));
  expect(synced.length).toBeGreaterThan(5);
  for (const place of synced) expect(events.slice(place - 2, place)).toEqual(["send append-request", "flush"]);
});

test("as long as something that was sent has not left, a thread waits for the disk", async () => {
  const { events, node, transport } = await leader();
  for (let count = 0; count < 20; count++) await put(node);
  events.length = 0;
  transport.takesAll = false;
  await put(node);
  expect(events).toContain("thread");
  expect(events).not.toContain("at once");
});

test("a disk that fails while everything waits for it stops the node, and nothing is acknowledged", async () => {
  const { next, node, runner, transport } = await follower();
  runner.meanwhile = () => {
    throw new Error("cannot append 155 bytes");
  };
  transport.play(appendOf(next));
  expect(await node.failed).toContain("cannot append 155 bytes");
  expect(acknowledged(transport, next)).toBe(false);
  expect(node.status().raft.stopped).toBe(true);
});

test("what was synced while the directory was lost is not acknowledged", async () => {
  const { claim, next, node, runner, transport } = await follower();
  runner.meanwhile = () => {
    claim.failure = () => new DataDirectoryError("taken");
  };
  transport.play(appendOf(next));
  expect(await node.failed).toBe("taken");
  expect(acknowledged(transport, next)).toBe(false);
});

test("what follows from what was done at once is done at once, too, and noticed", async () => {
  const { clock, events, node, transport } = await stage([1]);
  clock.nowUs += 60_000_000;
  transport.listener!.unreachable(2);
  await vi.waitFor(() => expect(node.status().raft.role).toBe("leader"));
  for (let count = 0; count < 20; count++) await put(node);
  events.length = 0;
  // When the joint configuration is committed, the one that leaves it is appended.
  const steps = [{ kind: "add-learner", node: 2 }] as const;
  void node.changeMembership({ kind: "change", steps, transition: "implicit" }, PATIENCE_MS);
  await turns(4);
  const { commitIndex, configuration, lastIndex } = node.status().raft;
  expect(events.filter((event) => event === "at once")).toHaveLength(2);
  expect(configuration).toMatchObject({ voters: [1], outgoing: [], learners: [2] });
  expect(commitIndex).toBe(lastIndex);
});

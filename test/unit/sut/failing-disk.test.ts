import { describe, expect, test } from "vitest";
import { TermRuns } from "../../../src/raft/index.ts";
import { RecordImage } from "../../../src/sut/record-image.ts";
import { appendOf, commands, putRequest } from "./entries.ts";
import { HostedNode } from "./hosted-node.ts";
import { createRecorder } from "./recording-process.ts";

const EVERYTHING = 1_000_000;
const ALL = { firstIndex: 1, lastIndex: 9, maxBytes: EVERYTHING };

function imageWith(entries: number): RecordImage {
  const image = new RecordImage(3, new TermRuns());
  image.apply(createRecorder().witness, appendOf(1, commands(1, ...new Array<number>(entries).fill(1))));
  return image;
}

describe("a node whose write failed", () => {
  test("tells its clients that they cannot count on it, and halts", () => {
    const hosted = new HostedNode();
    hosted.win();
    hosted.request(putRequest(1));
    const { sent, writes } = hosted.process;
    sent.length = 0;
    hosted.node.writeFailed(hosted.process, writes.at(-1)!.number);
    expect(hosted.process.halted).toBe(true);
    expect(sent).toMatchObject([{ payload: { kind: "reply", sequence: 1, outcome: "leadership-lost" } }]);
    expect(hosted.process.observed.at(-1)).toEqual(["steppedDown", 1, 1]);
  });

  test("neither grants the vote nor acknowledges the entries that were to be written", () => {
    const hosted = new HostedNode();
    hosted.receive({ kind: "vote-request", from: 3, to: 1, term: 4, lastLogIndex: 0, lastLogTerm: 0, forced: false });
    hosted.follow(4, { entries: commands(1, 4, 4), leaderCommit: 2 });
    hosted.node.writeFailed(hosted.process, hosted.process.writes.at(-1)!.number);
    expect(hosted.process.sent).toEqual([]);
    expect(hosted.node.view.appliedIndex).toBe(0);
    expect(hosted.process.halted).toBe(true);
  });

  test("comes back with what its disk holds, as after any crash", () => {
    const hosted = new HostedNode();
    hosted.win();
    hosted.request(putRequest(1));
    hosted.node.writeFailed(hosted.process, hosted.process.writes.at(-1)!.number);
    hosted.restart();
    expect(hosted.node.view).toMatchObject({ term: 1, lastIndex: 1, stopped: false });
    expect(hosted.process.halted).toBe(false);
  });
});

describe("the moment of a vote is marked", () => {
  test("when a node asks for votes, once for each it asks", () => {
    const hosted = new HostedNode();
    hosted.process.nowUs = hosted.process.deadlineUs;
    hosted.node.deadline(hosted.process);
    expect(hosted.process.marked).toEqual([]);
    hosted.sync();
    expect(hosted.process.marked).toEqual(["vote", "vote"]);
  });

  test("when its vote for another goes out, but not when it refuses, and not for anything else", () => {
    const hosted = new HostedNode();
    const ask = { kind: "vote-request", to: 1, term: 4, lastLogIndex: 0, lastLogTerm: 0, forced: false } as const;
    hosted.receive({ ...ask, from: 3 });
    expect(hosted.process.marked).toEqual([]);
    hosted.sync();
    expect(hosted.process.marked).toEqual(["vote"]);
    hosted.receive({ ...ask, from: 2 });
    hosted.follow(4, { entries: commands(1, 4) });
    hosted.sync();
    expect(hosted.process.sent.length).toBeGreaterThan(2);
    expect(hosted.process.marked).toEqual(["vote"]);
  });
});

describe("a damaged disk", () => {
  test("is found at the next boot, and the node stays down", () => {
    const hosted = new HostedNode();
    hosted.win();
    hosted.process.image.damage(0);
    expect(hosted.host.boot(hosted.process)).toBeUndefined();
  });

  test("is found even if it holds nothing but a term and a vote", () => {
    const hosted = new HostedNode();
    hosted.process.image.damage(512);
    expect(hosted.host.boot(hosted.process)).toBeUndefined();
  });

  test("is found by a node that reads the damaged entry, which halts and tells nobody what it read", () => {
    const hosted = new HostedNode();
    hosted.win();
    hosted.request(putRequest(1));
    hosted.sync();
    hosted.process.sent.length = 0;
    hosted.process.image.damage(1023);
    hosted.node.readDone(hosted.process, { what: "log", fetch: { ...ALL, lastIndex: 1 } });
    expect(hosted.process.halted).toBe(false);
    hosted.node.readDone(hosted.process, { what: "log", fetch: ALL });
    expect(hosted.process.halted).toBe(true);
    expect(hosted.process.sent).toEqual([]);
  });

  test.each([
    [0, 1],
    [255, 1],
    [256, 2],
    [1023, 4],
  ])("%i 1024ths into four entries is damaged in entry %i", (place1024, index) => {
    const image = imageWith(4);
    image.damage(place1024);
    for (let at = 1; at <= 4; at++) {
      const found = image.read({ firstIndex: at, lastIndex: at, maxBytes: EVERYTHING });
      expect(found === undefined, `entry ${at}`).toBe(at === index);
    }
  });

  test("is not met by a read that is full before it gets there", () => {
    const image = imageWith(4);
    image.damage(512);
    const { bytes } = image.entryAt(1);
    expect(image.read({ ...ALL, maxBytes: 2 * bytes })).toHaveLength(2);
    expect(image.read({ ...ALL, maxBytes: 3 * bytes })).toBeUndefined();
  });

  test("gives entries that replaced a damaged one, but the file is beyond use for good", () => {
    const image = imageWith(4);
    image.damage(256);
    image.damage(1023);
    image.apply(createRecorder().witness, appendOf(2, commands(3, 2, 2)));
    expect(image.read({ ...ALL, firstIndex: 3 })).toHaveLength(2);
    expect(image.read(ALL)).toBeUndefined();
    image.apply(createRecorder().witness, appendOf(3, commands(1, 3)));
    expect(image.read(ALL)).toHaveLength(1);
    expect(image.boot()).toBe(false);
  });

  test("is damaged in a fork too, and damage done to a fork is not done to its original", () => {
    const image = imageWith(4);
    const whole = image.fork();
    whole.damage(0);
    expect([image.boot(), image.read(ALL)?.length]).toEqual([true, 4]);
    const fork = whole.fork();
    expect([fork.boot(), fork.read(ALL)]).toEqual([false, undefined]);
    fork.apply(createRecorder().witness, appendOf(2, commands(1, 2)));
    expect(whole.read(ALL)).toBeUndefined();
  });
});

test("what only seems to be durable is in the image, and nobody is told", () => {
  const image = imageWith(3);
  image.apply(undefined, { kind: "hard-state", number: 2, term: 5, votedFor: 2 });
  image.apply(undefined, appendOf(3, commands(2, 5)));
  expect(image.load(EVERYTHING)).toMatchObject({ term: 5, votedFor: 2, lastIndex: 2 });
});

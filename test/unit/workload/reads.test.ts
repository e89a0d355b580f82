import { beforeEach, describe, expect, test } from "vitest";
import type { Read } from "../../../src/machine/index.ts";
import type { Reply } from "../../../src/machine/request.ts";
import { Client } from "../../../src/workload/client.ts";
import { KeyValueCommands } from "../../../src/workload/key-value-application.ts";
import { createClientOptions } from "../../../src/workload/options.ts";
import type { ReadHabits } from "../../../src/workload/read-habits.ts";
import type { ClientWitness } from "../../../src/workload/witness.ts";
import { createReply, RecordingProcess, registered, SESSION } from "./recording-process.ts";

const HABITS: ReadHabits = {
  directPerMillion: 1_000_000,
  anywherePerMillion: 0,
  consistencies: ["linearizable"],
  stalenessesUs: [0],
};
const GET = { kind: "get", key: "k" };
const PUT = { kind: "put", key: "k", value: "v" };

let process: RecordingProcess;

beforeEach(() => {
  process = new RecordingProcess();
});

function clientWith(habits: Partial<ReadHabits>, commands = new KeyValueCommands()): Client<ClientWitness> {
  const options = createClientOptions([1, 2, 3], 1_000, 150_000, 10_000_000, { ...HABITS, ...habits });
  return new Client(options, commands, (command) => (command as { kind: string }).kind === "get");
}

function answerOf({ sequence, session }: Read): Reply {
  const result = { previous: "v", changed: false };
  return { kind: "reply", client: 8, session, sequence, outcome: "read", index: 5, result, leader: 2 };
}

function lastRead(): Read {
  const { asked } = process.lastSent;
  if (asked.kind !== "read") throw new Error(`The client sent a ${asked.kind}.`);
  return asked;
}

describe("a command that is eventual", () => {
  const EVENTUAL = { kind: "operate" };

  function eventualClient(): Client<ClientWitness> {
    const options = createClientOptions([1, 2, 3], 1_000, 150_000, 10_000_000, HABITS);
    return new Client(options, new KeyValueCommands(), undefined, (command) => command === EVENTUAL);
  }

  test("is asked of any node without a session, and answered as it is", () => {
    const client = eventualClient();
    client.submit(process, EVENTUAL);
    expect(lastRead()).toMatchObject({ command: EVENTUAL, sequence: 1, consistency: "eventual" });
    expect([process.invoked, process.reads]).toEqual([
      [],
      [{ sequence: 1, consistency: "eventual", maxStalenessUs: 0 }],
    ]);
    client.receive(process, 2, answerOf(lastRead()));
    expect(process.returned).toHaveLength(1);
    expect(client.idle).toBe(true);
  });

  test("is asked once: without an answer nobody knows whether it was carried out, and no other node is asked", () => {
    const client = eventualClient();
    client.submit(process, EVENTUAL);
    process.nowUs = process.deadlineUs;
    client.deadline(process);
    expect(client.idle).toBe(true);
    expect(process.sent).toHaveLength(1);
    expect(process.returned).toEqual([{ sequence: 1, index: 0, result: undefined }]);
    expect(client.counts).toMatchObject({ unknown: 1, retries: 0 });
  });

  test("is asked of another node where the first was not reached", () => {
    const client = eventualClient();
    client.submit(process, EVENTUAL);
    const first = process.lastSent.to;
    client.unreachable(process, first);
    process.nowUs = process.deadlineUs;
    client.deadline(process);
    expect(process.sent).toHaveLength(2);
    expect(process.lastSent.to).not.toBe(first);
  });
});

describe("a command that only reads", () => {
  test("is asked without a session, told as a read, and answered with the index of the machine", () => {
    const client = clientWith({ consistencies: ["stale"], stalenessesUs: [40_000] });
    client.submit(process, GET);
    expect(lastRead()).toMatchObject({ command: GET, sequence: 1, consistency: "stale", maxStalenessUs: 40_000 });
    expect([process.invoked, process.reads]).toEqual([
      [],
      [{ sequence: 1, consistency: "stale", maxStalenessUs: 40_000 }],
    ]);
    client.receive(process, 2, answerOf(lastRead()));
    expect(process.returned).toEqual([{ sequence: 1, index: 5, result: { previous: "v", changed: false } }]);
    expect(client.idle).toBe(true);
  });

  test("is asked of another node where the one that was asked has too many to answer", () => {
    const client = clientWith({});
    client.submit(process, GET);
    const first = process.lastSent.to;
    const { sequence, session } = lastRead();
    client.receive(process, first, { ...answerOf(lastRead()), sequence, session, outcome: "overloaded", leader: 0 });
    process.nowUs = process.deadlineUs;
    client.deadline(process);
    expect(process.lastSent.to).not.toBe(first);
  });

  test("goes through the log where that is the habit, and every other command does", () => {
    const never = clientWith({ directPerMillion: 0 });
    never.submit(process, GET);
    const writes = clientWith({});
    writes.submit(process, PUT);
    expect(process.sent.map(({ asked }) => asked.kind)).toEqual(["registration", "registration"]);
    expect([process.reads, process.invoked.map(({ command }) => command)]).toEqual([[], [GET, PUT]]);
  });

  test("is asked again of others until the time is over; then nobody knows what it would have shown", () => {
    const client = clientWith({});
    client.submit(process, GET);
    const first = lastRead();
    while (!client.idle) {
      process.nowUs = process.deadlineUs;
      client.deadline(process);
    }
    expect(process.sent.length).toBeGreaterThan(3);
    expect(new Set(process.sent.map(({ to }) => to)).size).toBeGreaterThan(1);
    for (const { asked } of process.sent) expect(asked).toBe(first);
    expect(process.returned).toEqual([{ sequence: 1, index: 0, result: undefined }]);
    client.receive(process, 1, answerOf(first));
    expect(process.returned).toHaveLength(1);
  });

  test("is taken for nothing else: a late registration with its number gives no session", () => {
    const client = clientWith({});
    client.submit(process, GET);
    client.receive(process, 1, registered(1));
    client.receive(process, 1, createReply(1, "applied", 0, SESSION));
    expect([client.idle, process.returned]).toEqual([false, []]);
    client.receive(process, 1, createReply(1, "not-leader", 3, -1));
    process.nowUs = process.deadlineUs;
    client.deadline(process);
    expect(process.lastSent).toMatchObject({ to: 3, asked: { kind: "read" } });
  });

  test("goes to the believed leader, or to anybody", () => {
    for (const [anywherePerMillion, to] of [
      [0, 2],
      [1_000_000, 3],
    ] as const) {
      process = new RecordingProcess();
      const client = clientWith({ anywherePerMillion });
      client.submit(process, PUT);
      client.receive(process, 2, registered(1));
      client.receive(process, 2, createReply(1, "applied"));
      process.draws = { "client-target": 2 };
      client.submit(process, GET);
      expect(process.lastSent).toMatchObject({ to, asked: { kind: "read" } });
    }
  });

  test("teaches the client's commands nothing if it may be stale", () => {
    const learnt: unknown[] = [];
    class Pupil extends KeyValueCommands {
      override learned(...all: Parameters<KeyValueCommands["learned"]>): void {
        learnt.push(all[0]);
      }
    }
    for (const consistency of ["stale", "lease", "linearizable"] as const) {
      const client = clientWith({ consistencies: [consistency] }, new Pupil());
      client.submit(process, { ...GET, key: consistency });
      client.receive(process, 2, answerOf(lastRead()));
    }
    expect(learnt).toEqual([
      { kind: "get", key: "lease" },
      { kind: "get", key: "linearizable" },
    ]);
  });
});
